import { isAbsolute, relative, sep } from "node:path";
import { changedLines, type Patch } from "../../core/patch/readPatch";
import type { Graph } from "./graph";

export interface Source {
  readonly commit?: string;
  readonly branch?: string;
  /** The script, absolute or as the client named it. */
  readonly source?: string;
  readonly line?: number;
  readonly workspace: string;
  readonly patch: Patch;
}

/** Files of settings; what else is changed belongs to the code. */
const settings =
  /(^|\/)(params|config|conf|settings|hparams)[^/]*\.(ya?ml|json|toml|ini|cfg)$|(^|\/)(conf|config|configs)\/.*\.(ya?ml|json|toml)$/i;

/** The commit, the script and the settings that were changed since: how a run leads back to the editor. */
export function addSource(graph: Graph, self: string, facts: Source): void {
  const { commit, branch, source, line, workspace, patch } = facts;
  const files = patch.files.map((file) => ({ ...file, lines: Math.max(file.added, file.removed) }));
  const params = files.filter(({ path }) => settings.test(path));
  const from =
    commit === undefined
      ? undefined
      : graph.add({
          id: `commit:${commit}`,
          kind: "commit",
          title: commit.slice(0, 7),
          commit,
          ...(branch === undefined ? {} : { branch }),
          ...(patch.files.length > 0 ? { changed: changedLines(patch) } : {}),
        });
  let via = from;
  if (source !== undefined) {
    const path = inside(workspace, source);
    const changed = files.find(
      (file) => path === file.path || path.endsWith(`/${file.path}`) || file.path.endsWith(`/${path}`),
    );
    via = graph.add({
      id: `source:${path}`,
      kind: "source",
      title: path,
      path,
      ...(line === undefined ? {} : { line }),
      ...(changed ? { changed: changed.lines } : {}),
    });
    graph.join(from, via);
  }
  graph.join(via, self);
  for (const { path, lines } of params) {
    const node = graph.add({ id: `params:${path}`, kind: "params", title: path, path, changed: lines });
    graph.join(from, node);
    graph.join(node, self);
  }
}

function inside(workspace: string, path: string): string {
  if (!isAbsolute(path)) return path;
  const below = relative(workspace, path);
  return below.startsWith("..") || isAbsolute(below) ? path : below.split(sep).join("/");
}
