import type { ValueMap } from "./values";

/** What identifies the content of a file or a folder: an md5, of a folder with `.dir` behind it. */
export interface Content {
  readonly md5: string;
  /** Bytes; of a folder the sum over its files. */
  readonly size?: number;
  /** Of a folder. */
  readonly nfiles?: number;
  readonly isexec?: boolean;
  /** An entry of dvc 2: text with CRLF was hashed as if it had LF, and the object lies without `files/md5`. */
  readonly legacy?: boolean;
}

/** An output as a .dvc file, a stage of dvc.yaml or an entry of dvc.lock names it. */
export interface Out {
  /** As written: relative to the folder of its file (or its `wdir`), `/` between names; may be a URL. */
  readonly path: string;
  readonly content?: Content;
  readonly cache: boolean;
  readonly persist: boolean;
  readonly push: boolean;
  readonly remote?: string;
  readonly desc?: string;
  readonly type?: string;
  readonly labels?: readonly string[];
  readonly meta?: ValueMap;
  /** Of remotes that keep versions themselves. */
  readonly cloud?: ValueMap;
  readonly files?: readonly ValueMap[];
}

/** What a stage or an import depends on. */
export interface Dep {
  readonly path: string;
  readonly content?: Content;
  /** Of what is not on this machine: `etag`, `checksum`, `version_id`. */
  readonly foreign?: ValueMap;
  readonly repo?: ValueMap;
}

/** A .dvc file. */
export interface DvcFile {
  readonly wdir: string;
  readonly outs: readonly Out[];
  readonly deps: readonly Dep[];
  readonly frozen: boolean;
  readonly alwaysChanged: boolean;
  readonly md5?: string;
  readonly desc?: string;
  readonly meta?: ValueMap;
}

/** A stage as dvc.lock has it. */
export interface LockEntry {
  readonly cmd: string | readonly string[];
  readonly deps: readonly Dep[];
  /** File, then name. */
  readonly params: Readonly<Record<string, ValueMap>>;
  readonly outs: readonly Out[];
}
