import { createHash } from "node:crypto";
import { stageHashText } from "../../core/dvc/dvcFile";
import type { Dep } from "../../core/dvc/entries";
import { targetOf } from "../../core/dvc/pipeline/paths";
import type { Target } from "../../core/dvc/pipeline/resolved";
import { ApiError } from "../../shared/apiError";
import type { DataService } from "../data/data";
import { shownUrl } from "../kernel/gitAddress";
import { askForeign, folderOfFile, placeOfDep, versionOf } from "./lookForeign";
import type { FileNode } from "./node";
import type { EntryState } from "./stageChanges";

/** What changed of where an import comes from. */
export interface ImportChanges {
  readonly deps: readonly ChangedSource[];
  /** The file does not say what it said when its data were taken in. */
  readonly checksum: boolean;
}

export interface ChangedSource {
  /** For people. */
  readonly name: string;
  /** Of a path or an address; none of another repository. */
  readonly target?: Target;
  readonly state: EntryState;
}

export type LookImports = (node: FileNode) => Promise<ImportChanges>;

export const unchangedImport: ImportChanges = { deps: [], checksum: false };

export function isImport({ file }: FileNode): boolean {
  return file.deps.length === 1 && file.outs.length === 1;
}

/** As dvc: a frozen import is only asked whether its repository has gone on, any other one whether its source is the same. */
export function askImports(data: DataService, root: string, note: (line: string) => void): LookImports {
  return async (node) => {
    const { file, address } = node;
    const [dep] = file.deps;
    if (!isImport(node) || dep === undefined) return unchangedImport;
    const folder = folderOfFile(root, address, file.wdir);
    const state = dep.repo ? await repoState(data, dep, folder, note) : undefined;
    const deps: ChangedSource[] = state ? [{ name: `${dep.path} (${shownUrl(String(dep.repo?.url))})`, state }] : [];
    if (!dep.repo && !file.frozen) deps.push(...(await sourceState(dep)));
    return { deps, checksum: file.md5 !== hashOf(node) };

    async function sourceState({ path, ...locked }: Dep) {
      const place = placeOfDep(path, folder);
      const found =
        "url" in place
          ? await askForeign(data, folder, note)(place.url, locked)
          : await localState(data, place.path, locked);
      const target = targetOf(path, folder.slice(root.length + 1), root);
      return found === undefined ? [] : [{ name: path, target, state: found }];
    }
  };
}

function hashOf({ file }: FileNode): string {
  const { md5: _, ...rest } = file;
  return createHash("md5").update(stageHashText(rest)).digest("hex");
}

async function localState(data: DataService, path: string, locked: Omit<Dep, "path">): Promise<EntryState | undefined> {
  const legacy = new Set(locked.content?.legacy ? [path] : []);
  const content = (await data.contentOf([path], { legacy })).get(path);
  if (!content) return "deleted";
  return content.md5 === versionOf(locked) ? undefined : "modified";
}

async function repoState(
  data: DataService,
  { repo = {} }: Dep,
  folder: string,
  note: (line: string) => void,
): Promise<EntryState | undefined> {
  if (repo.rev_lock === undefined) return undefined;
  try {
    const now = await data.commitElsewhere(repo, folder);
    return now === undefined || now === repo.rev_lock ? undefined : "update available";
  } catch (thrown) {
    if (!(thrown instanceof ApiError)) throw thrown;
    note(thrown.message);
    return undefined;
  }
}
