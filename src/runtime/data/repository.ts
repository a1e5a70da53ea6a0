import type { Content, Dep, Out } from "../../core/dvc/entries";
import type { ValueMap } from "../../core/dvc/values";

/** One project of DVC: a folder with `.dvc` in it. */
export interface Repository {
  /** Absolute. */
  readonly root: string;
  /** The work tree of git that it lies in; undefined with core.no_scm. */
  readonly gitRoot: string | undefined;
  readonly cacheFolder: string;
  readonly linkTypes: readonly LinkType[];
}

export type LinkType = "reflink" | "hardlink" | "symlink" | "copy";

/** What people see of long work. Bytes where known. */
export type Report = (stage: string, done: number, total: number | undefined, unit: "files" | "bytes") => void;

export interface WorkOptions {
  readonly report?: Report;
  readonly signal?: AbortSignal;
  readonly jobs?: number;
}

/** An output with where it is: what the runner of pipelines and the commands work on. */
export interface PlacedOut {
  /** Absolute. */
  readonly path: string;
  readonly out: Out;
  /** The .dvc or dvc.yaml file that names it, absolute. */
  readonly from: string;
  /** Of dvc.yaml. */
  readonly stage?: string;
}

/**
 * What the room of data does for that of pipelines. All paths absolute. An error that a person can act on is an ApiError
 * with one line.
 */
export interface DataService {
  readonly repository: Repository;
  /** What lies at the paths, through the index: what has not changed is not read. Undefined where nothing is. */
  contentOf(
    paths: readonly string[],
    /** `legacy` names those that an entry of dvc 2 is held against. */
    options?: WorkOptions & { legacy?: ReadonlySet<string> },
  ): Promise<Map<string, Content | undefined>>;
  /** Hashes and keeps in the cache in one pass; links the workspace's files as the repository wants it. */
  keep(paths: readonly string[], options?: WorkOptions): Promise<Map<string, Content>>;
  /** What was kept becomes what a .dvc file says, which is named; by path. */
  record(file: string, contents: ReadonlyMap<string, Content>): Promise<void>;
  /** The object, and of a folder all of its entries, are in the cache. */
  isCached(content: Content): Promise<boolean>;
  /** Brings the workspace's path to the content. What lies there and is in no cache is not overwritten without `force`. */
  checkout(
    outs: readonly { path: string; content: Content }[],
    options?: WorkOptions & { force?: boolean },
  ): Promise<CheckoutResult>;
  /** From the remotes into the cache. Rejects nothing: what could not be had is named. */
  fetch(contents: readonly Content[], options?: WorkOptions & { remote?: string }): Promise<{ missing: string[] }>;
  /** Files of a folder's version that neither lie there nor can be brought from the cache. */
  lostOf(path: string, content: Content): readonly string[];
  /** The runs of stages that the usual remote knows. */
  fetchRuns(options?: WorkOptions): Promise<void>;
  /** What tells the versions of an address or path apart, as it is there now; undefined where nothing is. */
  versionElsewhere(url: string, folder: string): Promise<Pick<Dep, "content" | "foreign"> | undefined>;
  /** The commit that an import from another repository would be updated to; undefined where the other side does not tell. */
  commitElsewhere(repo: ValueMap, folder: string): Promise<string | undefined>;
  /**
   * What the source of an import has now, to its place and into its .dvc file, which is named. What lies there and is in no
   * cache is not overwritten without `force`.
   */
  bringImport(file: string, options?: WorkOptions & { force?: boolean }): Promise<void>;
  /** An own, writable copy in place of a link into the cache. */
  unprotect(paths: readonly string[]): Promise<void>;
  /** Adds the paths to .gitignore as dvc does, or takes them out. */
  ignore(paths: readonly string[]): Promise<void>;
  unignore(paths: readonly string[]): Promise<void>;
  /** Nobody else (dvc, another tidemark) changes the project meanwhile. */
  locked<T>(work: () => Promise<T>): Promise<T>;
}

export interface CheckoutResult {
  readonly added: readonly string[];
  readonly modified: readonly string[];
  readonly deleted: readonly string[];
  /** Could not be brought to what it should be, with one line why. */
  readonly failed: readonly CheckoutFailure[];
}

export interface CheckoutFailure {
  readonly path: string;
  readonly why: string;
  /** An object is in no cache and on no remote. */
  readonly isMissing?: boolean;
}
