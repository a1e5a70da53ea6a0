import type { Stats } from "node:fs";
import type { LinkType } from "../repository";

/** Where objects lie, and what a new one looks like. */
export interface ObjectStore {
  /** `…/files/md5`, or the cache itself for entries of dvc 2. */
  readonly folder: string;
  /** For files that are not whole yet; on the same disk as `folder`. */
  readonly fresh: string;
  /** cache.shared=group: others of the group may write into its folders. */
  readonly isShared: boolean;
  /** Hashed as dvc 2 did: CRLF as LF in what looks like text. */
  readonly legacy: boolean;
}

/** One file that becomes another one; what it must be is known by its name. */
export interface FileCopy {
  readonly from: string;
  readonly to: string;
  /** Undefined: whatever it is. */
  readonly md5?: string | undefined;
  /** Of dvc 2: the md5 may be that of the text with LF. */
  readonly legacy?: boolean | undefined;
}

/** What came of a copy. */
export type Outcome =
  | { readonly kind: "done"; readonly bytes: number }
  /** The source is not there. */
  | { readonly kind: "missing" }
  /** The source is not what its name says. Nothing was written. */
  | { readonly kind: "rotten"; readonly md5: string }
  /** `stop`: the others will not go better. */
  | { readonly kind: "failed"; readonly why: string; readonly stop?: boolean };

/** What is done to many files, by a thread or in place. Names are below `root`; hashes are 16 bytes each. */
export type Work =
  | {
      readonly kind: "copy";
      readonly copies: readonly FileCopy[];
      /** Folders and files for all of a group: `cache.shared`. */
      readonly shared: boolean;
      /** For files that are not whole yet, where they lie on the same disk; otherwise they lie beside their places. */
      readonly fresh: string | undefined;
    }
  | {
      /** Only its facts are asked for. */
      readonly kind: "look";
      /** In place of `names`: with a zero between. */
      readonly text?: string;
      readonly root: string;
      readonly names: readonly string[];
      /** All names are ASCII. */
      readonly isPlain: boolean;
    }
  | { readonly kind: "hash"; readonly root: string; readonly names: readonly string[]; readonly legacy: boolean }
  | {
      readonly kind: "keep";
      readonly root: string;
      readonly names: readonly string[];
      readonly store: ObjectStore;
      /** The file itself may become the object, where the workspace will be links into the cache. */
      readonly byLink: boolean;
    }
  | {
      readonly kind: "place";
      readonly root: string;
      readonly names: readonly string[];
      readonly hashes: Uint8Array;
      readonly store: ObjectStore;
      /** In the order in which they are tried. */
      readonly links: readonly LinkType[];
      /** For files that are not whole yet; on the disk of the workspace. */
      readonly fresh: string;
      /** Another folder of objects, from which comes what the store lacks. */
      readonly source?: string | undefined;
      readonly isExec: boolean;
      /** inode, size and mtime of what may be replaced, three numbers a name; an inode of 0 stands for nothing, -1 for whatever there is. */
      readonly replaces: Float64Array;
    };

/** What is known of one file afterwards. */
export interface One {
  readonly md5: string;
  readonly stats: Stats;
  /** Nobody can have changed it since without being seen. */
  readonly isTrusted: boolean;
  /** Of an object that the store did not have: its bytes. */
  readonly brought?: number | undefined;
}

export interface Fault {
  /** Place in `names`. */
  readonly at: number;
  /** `ROTTEN`, `MISSING` (the object), `CHANGED` (what lies there meanwhile), or an errno: `ENOSPC`. */
  readonly code: string;
  readonly message: string;
}

export interface Done {
  readonly hashes: Uint8Array;
  /** As of a walk, of the files as they are now; an inode of -1 where they are not to be trusted yet. */
  readonly facts: Float64Array;
  readonly faults: readonly Fault[];
  /** Of a look: places of links and of files with a second name. */
  readonly linked?: readonly number[];
  /** Of copies, one each; those that were not tried any more have none. */
  readonly outcomes?: readonly Outcome[];
  /** Objects that the store did not have. */
  readonly brought?: { readonly files: number; readonly bytes: number };
}

/** Says how many bytes more were dealt with. */
export type Passed = (bytes: number) => void;

/** Errors after which nothing more can be done. */
export const stopping: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EROFS", "EIO", "EMFILE"]);
