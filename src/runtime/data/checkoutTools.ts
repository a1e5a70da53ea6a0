import type { DirEntry } from "../../core/dvc/dirObject";
import type { Content } from "../../core/dvc/entries";
import type { FileThreads } from "./files/fileThreads";
import type { OutIndex } from "./index/indexFile";
import type { Look } from "./index/lookAt";
import type { Objects } from "./index/objects";
import type { LinkType, WorkOptions } from "./repository";

export interface Wanted {
  /** Absolute. */
  readonly path: string;
  readonly content: Content;
  /** Of a folder inside a tracked one, which has no list of its own. */
  readonly entries?: readonly DirEntry[];
}

/** Brings objects into the cache; answers the md5s that no remote has. */
export type Fetch = (
  contents: readonly Content[],
  options: WorkOptions & { readonly remote?: string },
) => Promise<readonly string[]>;

export interface CheckoutTools {
  /** Of the project: nothing is written outside of it. */
  readonly root: string;
  readonly threads: FileThreads;
  readonly linkTypes: readonly LinkType[];
  /** For files that are not whole yet, on the workspace's disk. */
  readonly fresh: string;
  /** Before files are written. */
  prepare(): Promise<void>;
  /** Knows this of an output for the next look. */
  hold(path: string, index: OutIndex): void;
  objects(legacy: boolean): Objects;
  look(paths: readonly { readonly path: string; readonly legacy: boolean }[]): Promise<Map<string, Look | undefined>>;
  /** Brings objects from a remote. Answers those that no remote has. */
  fetch(contents: readonly Content[]): Promise<readonly string[]>;
  /** Why an object could not be had: there may be no remote at all. */
  whyNotFetched(): string;
  /** Where imports were asked for the last objects: what git or a remote said. */
  importsSaid(): string | undefined;
  /** Of an object that was rotten, whose it is. */
  wantedAs(md5: string, path: string): void;
  /** The content is in the cache, in either layout. */
  isKept(md5: string): boolean;
  /** Which of them the cache has no whole copy of. */
  withoutCopy(md5s: readonly string[]): Promise<ReadonlySet<string>>;
}

export interface CheckoutOptions extends WorkOptions {
  readonly force?: boolean;
  /** Links are made anew also where the content is right. */
  readonly relink?: boolean;
  /** In place of the room's: where everything was asked for already. */
  readonly fetch?: Fetch;
  /** A folder with objects as a cache has them: what the cache lacks comes from there on the way. */
  readonly source?: string;
  /** Objects that came. */
  brought?(files: number, bytes: number): void;
}
