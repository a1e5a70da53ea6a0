import { boolean, integer, list, number, object, oneOf, optional, type Reader, string } from "./readers";

/** What the routes below `/api/tidemark/v1/data` say. Paths have `/` between names; those of a project are from its root. */

/** A folder with `.dvc` in it, from the folder that is open; "." is that folder itself. */
export interface DataProject {
  readonly path: string;
  readonly hasPipeline: boolean;
}

export interface DataProjects {
  readonly projects: readonly DataProject[];
}

/** What a tracked file or folder is, held against what its .dvc file or dvc.lock says. */
export const trackedStates = [
  "clean",
  "modified",
  /** It is there, and no version of it is written down yet. */
  "added",
  /** It is gone from the workspace; the cache has it. */
  "deleted",
  /** It is as it should be, and the cache lost it. */
  "not in cache",
  /** It is neither in the workspace nor in the cache: nobody fetched it yet. */
  "not fetched",
  /** It could not be looked at; `why` says why. */
  "unknown",
] as const;
export type TrackedState = (typeof trackedStates)[number];

/** Held against the remote: `new` is only here, `deleted` only there, `missing` nowhere, `same` on both sides. */
export const remoteStates = ["same", "new", "deleted", "missing"] as const;
export type RemoteState = (typeof remoteStates)[number];

export interface Tracked {
  /** From the project's root. */
  readonly path: string;
  readonly kind: "file" | "folder";
  readonly state: TrackedState;
  /** The version that is written down. */
  readonly md5?: string;
  /** Bytes, of what is written down; what lies there now where it differs and is known. */
  readonly size?: number;
  readonly nfiles?: number;
  /** What lies there now. */
  readonly current?: { readonly md5: string; readonly size?: number; readonly nfiles?: number };
  /** The .dvc file or dvc.yaml that names it, from the project's root. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Of dvc.yaml. */
  readonly stage?: string;
  /** It was imported from somewhere else: the address. */
  readonly source?: string;
  readonly isFrozen?: boolean;
  /** Only where the remote was asked. */
  readonly remote?: RemoteState;
  /** `cache: false`: git has it, or nobody. */
  readonly isUncached?: boolean;
  readonly desc?: string;
  readonly why?: string;
}

export interface DataFault {
  readonly message: string;
  /** From the project's root; without one the project as a whole. */
  readonly file?: string;
  readonly line?: number;
}

/** `GET …/data?project=…[&remote=true]` */
export interface DataState {
  readonly project: string;
  readonly isClean: boolean;
  readonly tracked: readonly Tracked[];
  readonly faults: readonly DataFault[];
  /** Name of the remote that is used where none is named. */
  readonly remote?: string;
  readonly remotes: readonly RemoteSummary[];
  /** Absolute. */
  readonly cacheFolder: string;
}

export interface RemoteSummary {
  readonly name: string;
  /** Without secrets. */
  readonly url: string;
  readonly isDefault: boolean;
}

/** What changed inside a tracked folder, or between two versions. */
export const changeKinds = ["added", "modified", "deleted", "renamed", "not in cache"] as const;
export type ChangeKind = (typeof changeKinds)[number];

export interface FileChange {
  readonly path: string;
  readonly kind: ChangeKind;
  readonly before?: { readonly md5: string; readonly size?: number };
  readonly after?: { readonly md5: string; readonly size?: number };
  /** Of a renamed one. */
  readonly from?: string;
}

/** `GET …/data/changes?project=…&path=…[&limit=…]`: inside one tracked folder. */
export interface FolderChanges {
  readonly project: string;
  readonly path: string;
  readonly changes: readonly FileChange[];
  /** How many there are; the list may have been cut. */
  readonly total: number;
}

/** `GET …/data/diff?project=…&from=…&to=…[&path=…]`: without `to` the workspace, without `from` HEAD. */
export interface DataDiff {
  readonly project: string;
  readonly from: Version;
  readonly to: Version;
  /** Tracked files and folders that differ. */
  readonly outs: readonly FileChange[];
  /** Files inside folders as well; the first `limit`. */
  readonly files: readonly FileChange[];
  readonly totals: {
    readonly added: number;
    readonly modified: number;
    readonly deleted: number;
    readonly renamed: number;
    /** Of what grew or is new, and of what shrank or went; undefined where no size is known. */
    readonly bytesAdded?: number;
    readonly bytesRemoved?: number;
  };
}

export interface Version {
  /** As it was asked for; `workspace` for what lies there. */
  readonly name: string;
  readonly commit?: string;
}

/** What can be done with data; `POST …/data/acts` answers with the id of a job whose result is an `ActResult`. */
export const dataActs = [
  "init",
  "add",
  "commit",
  "checkout",
  "push",
  "pull",
  "fetch",
  "gc",
  "remove",
  "move",
  "unprotect",
  "import-url",
  "remote-add",
  "remote-modify",
  "remote-remove",
] as const;
export type DataAct = (typeof dataActs)[number];

export interface ActRequest {
  readonly act: DataAct;
  /** The project; of `init` the folder, from the folder that is open. */
  readonly project: string;
  /** From the project's root; none stand for everything. */
  readonly targets: readonly string[];
  /** What could be lost may be. */
  readonly force: boolean;
  readonly remote?: string;
  readonly jobs?: number;
  /** Of gc: what is kept. Of push, pull and fetch: whose data, beside the workspace's. */
  readonly scope?: GcScope;
  /** Of gc: only say what would go. */
  readonly dry: boolean;
  /** Of gc: the remote as well. */
  readonly cloud: boolean;
  /** Of import-url and remote-add. */
  readonly url?: string;
  /** Of import-url and move: where to, from the project's root. Of remote-modify the value; none takes the option away. */
  readonly to?: string;
  /** Of remote-add, remote-modify and remote-remove. */
  readonly name?: string;
  /** Of remote-modify. */
  readonly option?: string;
  /** Written to config.local, which git does not see. */
  readonly local: boolean;
  /** Of remote-add: the one that is used where none is named. */
  readonly isDefault: boolean;
}

export const gcScopes = ["workspace", "all-branches", "all-tags", "all-commits"] as const;
export type GcScope = (typeof gcScopes)[number];

/** What it came to. What could not be done wholly is in `failed`; the rest was done. */
export interface ActResult {
  /** One line for people. */
  readonly message: string;
  readonly failed: readonly { readonly path: string; readonly why: string }[];
  /** Paths that were changed, from the project's root. */
  readonly changed: readonly string[];
}

const text = optional(string) as Reader<string>;
const count = optional(number) as Reader<number>;
const truth = optional(boolean) as Reader<boolean>;
const maybe = <T>(reader: Reader<T>) => optional(reader) as Reader<T>;

export const readDataProjects = object<DataProjects>({
  projects: list(object<DataProject>({ path: string, hasPipeline: boolean })),
});

const readTracked = object<Tracked>({
  path: string,
  kind: oneOf("file", "folder"),
  state: oneOf(...trackedStates),
  md5: text,
  size: count,
  nfiles: count,
  current: maybe(object<{ md5: string; size?: number; nfiles?: number }>({ md5: string, size: count, nfiles: count })),
  file: string,
  line: integer,
  stage: text,
  source: text,
  isFrozen: truth,
  remote: maybe(oneOf(...remoteStates)),
  isUncached: truth,
  desc: text,
  why: text,
});

export const readDataState = object<DataState>({
  project: string,
  isClean: boolean,
  tracked: list(readTracked),
  faults: list(object<DataFault>({ message: string, file: text, line: count })),
  remote: text,
  remotes: list(object<RemoteSummary>({ name: string, url: string, isDefault: boolean })),
  cacheFolder: string,
});

const readSide = maybe(object<{ md5: string; size?: number }>({ md5: string, size: count }));
export const readFileChange = object<FileChange>({
  path: string,
  kind: oneOf(...changeKinds),
  before: readSide,
  after: readSide,
  from: text,
});

export const readFolderChanges = object<FolderChanges>({
  project: string,
  path: string,
  changes: list(readFileChange),
  total: integer,
});

const readVersion = object<Version>({ name: string, commit: text });

export const readDataDiff = object<DataDiff>({
  project: string,
  from: readVersion,
  to: readVersion,
  outs: list(readFileChange),
  files: list(readFileChange),
  totals: object<DataDiff["totals"]>({
    added: integer,
    modified: integer,
    deleted: integer,
    renamed: integer,
    bytesAdded: count,
    bytesRemoved: count,
  }),
});

export const readActRequest = object<ActRequest>({
  act: oneOf(...dataActs),
  project: string,
  targets: optional(list(string), []),
  force: optional(boolean, false),
  remote: text,
  jobs: maybe(integer),
  scope: maybe(oneOf(...gcScopes)),
  dry: optional(boolean, false),
  cloud: optional(boolean, false),
  url: text,
  to: text,
  name: text,
  option: text,
  local: optional(boolean, false),
  isDefault: optional(boolean, false),
});

export const readActResult = object<ActResult>({
  message: string,
  failed: list(object({ path: string, why: string })),
  changed: optional(list(string), []),
});

export const readStarted = object<{ job: string }>({ job: string });
