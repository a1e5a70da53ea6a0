import type { Outcome } from "../files/fileWork";

/** One object between this machine and a remote. */
export interface ObjectCopy {
  /** On the remote, below its url: `files/md5/ab/cdef…`. */
  readonly name: string;
  /** Here, absolute. */
  readonly path: string;
  /** What its content must hash to; undefined: whatever it is. */
  readonly md5?: string | undefined;
  /** Of dvc 2: the md5 may be that of the text with LF. */
  readonly legacy?: boolean | undefined;
}

export interface RemoteWork {
  readonly signal?: AbortSignal | undefined;
  readonly jobs?: number | undefined;
}

export interface CopyWork extends RemoteWork {
  /** Once for each object. */
  settled(copy: ObjectCopy, outcome: Outcome): void;
}

/**
 * A place where objects of data versions lie. What goes wrong with one object is its outcome; what goes wrong before (no such
 * bucket, no keys) is thrown, as an ApiError of one line that names the remote.
 */
export interface Remote {
  /** Of the configuration; of none where only an address was given. */
  readonly name: string | undefined;
  /** As a person knows it. */
  readonly url: string;
  /** Of these names those that are there. */
  has(names: readonly string[], work?: RemoteWork): Promise<Set<string>>;
  /** All names below a folder of the remote; "" is all of it. */
  list(folder: string, work?: RemoteWork): AsyncIterable<string>;
  /** Hashed on the way: a rotten or half object is not kept. */
  get(copies: readonly ObjectCopy[], work: CopyWork): Promise<void>;
  /** Hashed on the way: a rotten object is not sent. Appears on the remote as a whole. */
  put(copies: readonly ObjectCopy[], work: CopyWork): Promise<void>;
  remove(names: readonly string[], work?: RemoteWork): Promise<void>;
  close(): Promise<void>;
}

export type { Outcome };
