import type { Content } from "../../core/dvc/entries";
import type { StageParams, Target } from "../../core/dvc/pipeline/resolved";
import type { ValueMap } from "../../core/dvc/values";
import type { DataService, WorkOptions } from "../data/data";
import { someAtOnce } from "../kernel/s3/pieces";
import { type ImportChanges, type LookImports, unchangedImport } from "./lookImports";
import { type FileNode, type FileOut, type ProjectNode, placeOf, type StageNode } from "./node";
import { openValueFiles, readParams, type Values } from "./paramValues";
import { changesOf, type EntryState, type ForeignLock, type Seen, type StageChanges } from "./stageChanges";

/** What is so of the workspace at one moment, looked up for many nodes at once. */
export interface Look {
  changesOf(node: StageNode): StageChanges;
  fileChanges(node: FileNode): readonly { readonly out: FileOut; readonly state: EntryState }[];
  /** Of where an import comes from. */
  importChanges(node: FileNode): ImportChanges;
  content(path: string): Content | undefined;
  params(entry: StageParams): ValueMap | undefined;
}

/** State of what lies elsewhere; undefined where nothing changed since. */
export type LookForeign = (url: string, locked: ForeignLock | undefined) => Promise<EntryState | undefined>;

interface Sources {
  readonly root: string;
  readonly data: DataService;
  readonly foreign: LookForeign;
  /** Without it nobody looks where imports come from. */
  readonly imports?: LookImports;
  /** Else each file is read anew. */
  readonly values?: Values;
}

export async function lookAt(
  nodes: readonly ProjectNode[],
  { root, data, foreign, imports, values = openValueFiles(root) }: Sources,
  options: WorkOptions = {},
): Promise<Look> {
  const stages = nodes.filter((node) => node.kind === "stage");
  const paths = new Set(nodes.flatMap(targetsOf).flatMap((target) => placeOf(root, target) ?? []));
  const contents = await data.contentOf([...paths], { ...options, legacy: legacyPaths(nodes, root) });
  const params = new Map<StageParams, ValueMap | undefined>();
  for (const { stage } of stages) for (const entry of stage.params) params.set(entry, await readParams(values, entry));
  const cached = await cachedIn(data, lockedOuts(nodes));
  const elsewhere = await lookElsewhere(stages, foreign);
  const imported = new Map<FileNode, ImportChanges>();
  for (const node of nodes) if (imports && node.kind === "file") imported.set(node, await imports(node));

  const seen: Seen = {
    content: ({ target }) => contents.get(placeOf(root, target) ?? ""),
    isCached: (content) => cached.has(content.md5),
    params: (entry) => params.get(entry),
    foreign: (entry) => elsewhere.get(entry),
  };
  return {
    changesOf: ({ stage, lock }) => changesOf(stage, lock, seen),
    fileChanges: ({ outs }) =>
      outs.flatMap((each) => {
        const state = fileState(each, seen, root, contents);
        return state === undefined ? [] : [{ out: each, state }];
      }),
    importChanges: (node) => imported.get(node) ?? unchangedImport,
    content: (path) => contents.get(path),
    params: (entry) => params.get(entry),
  };
}

function targetsOf(node: ProjectNode): Target[] {
  if (node.kind === "file") return node.outs.map(({ target }) => target);
  const { deps, outs, frozen } = node.stage;
  return [...(frozen ? [] : deps), ...outs].map(({ target }) => target);
}

/** What dvc 2 recorded is held against hashes as dvc 2 made them. */
function legacyPaths(nodes: readonly ProjectNode[], root: string): Set<string> {
  const targets = nodes.flatMap((node) => {
    if (node.kind === "file") return node.outs.flatMap(({ out, target }) => (out.content?.legacy ? [target] : []));
    const locked = [...(node.lock?.deps ?? []), ...(node.lock?.outs ?? [])];
    const old = new Set(locked.flatMap(({ path, content }) => (content?.legacy ? [path] : [])));
    return [...node.stage.deps, ...node.stage.outs].flatMap(({ path, target }) => (old.has(path) ? [target] : []));
  });
  return new Set(targets.flatMap((target) => placeOf(root, target) ?? []));
}

/** What should be in the cache. */
function lockedOuts(nodes: readonly ProjectNode[]): Content[] {
  return nodes.flatMap((node) => {
    if (node.kind === "file") return node.outs.flatMap(({ out }) => (out.cache && out.content ? [out.content] : []));
    return node.stage.outs.flatMap((out) => {
      const content = out.cache ? node.lock?.outs.find(({ path }) => path === out.path)?.content : undefined;
      return content ? [content] : [];
    });
  });
}

async function cachedIn(data: DataService, contents: readonly Content[]): Promise<Set<string>> {
  const byHash = new Map(contents.map((content) => [content.md5, content]));
  const there = await Promise.all(
    [...byHash.values()].map(async (content) => [content.md5, await data.isCached(content)] as const),
  );
  return new Set(there.flatMap(([md5, is]) => (is ? [md5] : [])));
}

async function lookElsewhere(
  nodes: readonly StageNode[],
  foreign: LookForeign,
): Promise<Map<object, EntryState | undefined>> {
  const entries = nodes.flatMap(({ stage, lock }) => [
    ...(stage.frozen ? [] : stage.deps).map((dep) => ({
      entry: dep,
      locked: lock?.deps.find(({ path }) => path === dep.path),
    })),
    ...stage.outs.map((out) => ({ entry: out, locked: lock?.outs.find(({ path }) => path === out.path) })),
  ]);
  const found = new Map<object, EntryState | undefined>();
  await someAtOnce(entries, 8, async ({ entry, locked }) => {
    if (entry.target.kind === "foreign") found.set(entry, await foreign(entry.target.url, locked));
  });
  return found;
}

function fileState(
  { out, target }: FileOut,
  seen: Seen,
  root: string,
  contents: ReadonlyMap<string, Content | undefined>,
): EntryState | undefined {
  const path = placeOf(root, target);
  if (path === undefined) return undefined;
  if (out.content && out.cache && !seen.isCached(out.content)) return "not in cache";
  const content = contents.get(path);
  if (!content) return "deleted";
  return content.md5 === out.content?.md5 ? undefined : "modified";
}
