import { resolve } from "node:path";
import { joinPath, relativePath } from "../../core/dvc/pipeline/paths";
import type { Target } from "../../core/dvc/pipeline/resolved";
import type { Look } from "./looks";
import type { FileNode, ProjectNode, StageNode } from "./node";
import type { StageChanges } from "./stageChanges";

type Entries = Record<string, string | Record<string, string>>;

/** What `dvc status --json` says of one stage. */
export type DvcChange =
  | "changed command"
  | "always changed"
  | "changed checksum"
  | { "changed deps": Entries }
  | { "changed outs": Entries };

/** By address, with paths as they are seen from a folder of the project; what is up to date is not in it. */
export function dvcStatus(
  nodes: readonly ProjectNode[],
  look: Look,
  { root, folder }: { readonly root: string; readonly folder: string },
): Record<string, DvcChange[]> {
  const shown = (target: Target) => shownTarget(target, root, folder);
  const rows = nodes.flatMap((node): [string, DvcChange[]][] => {
    const changes =
      node.kind === "file" ? ofFile(node, look, shown) : ofStage(node, look.changesOf(node), shown, folder);
    return changes.length === 0 ? [] : [[shownAddress(node, folder), changes]];
  });
  return Object.fromEntries(rows);
}

function ofStage(
  { stage }: StageNode,
  changes: StageChanges,
  shown: (target: Target) => string,
  folder: string,
): DvcChange[] {
  const deps: Entries = Object.fromEntries(changes.deps.map(({ entry, state }) => [shown(entry.target), state]));
  for (const { entry, state } of changes.params)
    deps[relativePath(folder, entry.file)] = typeof state === "string" ? state : Object.fromEntries(state);
  const outs = Object.fromEntries(changes.outs.map(({ entry, state }) => [shown(entry.target), state]));
  return [
    ...(stage.frozen || Object.keys(deps).length === 0 ? [] : [{ "changed deps": deps }]),
    ...(Object.keys(outs).length === 0 ? [] : [{ "changed outs": outs }]),
    ...(changes.always ? ["always changed" as const] : []),
    ...(changes.command ? ["changed command" as const] : []),
  ];
}

function ofFile(node: FileNode, look: Look, shown: (target: Target) => string): DvcChange[] {
  const { deps: sources, checksum } = look.importChanges(node);
  const deps = Object.fromEntries(sources.map(({ name, target, state }) => [target ? shown(target) : name, state]));
  const outs = Object.fromEntries(look.fileChanges(node).map(({ out, state }) => [shown(out.target), state]));
  return [
    ...(sources.length === 0 ? [] : [{ "changed deps": deps }]),
    ...(Object.keys(outs).length === 0 ? [] : [{ "changed outs": outs }]),
    ...(checksum ? ["changed checksum" as const] : []),
  ];
}

/** As dvc names a path: from where we are; what lies outside of the project is absolute. */
function shownTarget(target: Target, root: string, folder: string): string {
  if (target.kind === "foreign") return target.url;
  const isOutside = target.path.startsWith("../") || target.path.startsWith("/");
  return isOutside ? resolve(root, target.path) : relativePath(folder, target.path);
}

/** As a stage is spoken of from a folder of the project. */
export function shownAddress(node: ProjectNode, folder: string): string {
  if (folder === "") return node.address;
  if (node.kind === "file") return relativePath(folder, node.address);
  const { file, name } = node.stage;
  return file === joinPath(folder, "dvc.yaml") ? name : `${relativePath(folder, file)}:${name}`;
}
