import { createRequire } from "node:module";
import { join } from "node:path";
import type { S3Address } from "./address";

export interface S3Object {
  readonly key: string;
  readonly bytes: number;
  /** Another one after each change. */
  readonly etag: string;
}

export interface S3Part {
  /** From 1. */
  readonly number: number;
  readonly bytes: number;
  readonly etag: string;
}

/** Objects of a store that speaks S3. What fails throws an S3Fault, in words for the user. */
export interface S3 {
  /** undefined: there is no such object. */
  head(at: S3Address, signal?: AbortSignal): Promise<S3Object | undefined>;
  /** Bytes from `from` to before `to` of the object as it was with this etag. */
  read(at: S3Address, range: Range, signal?: AbortSignal): Promise<Uint8Array>;
  /** Replaces what is there, as a whole. */
  put(at: S3Address, body: Uint8Array, signal?: AbortSignal): Promise<void>;
  /** Keys that begin so, in their order. */
  list(bucket: string, prefix: string, signal?: AbortSignal): AsyncIterable<S3Object>;
  /** An upload in parts; nobody sees anything of it before `complete`. Returns its id. */
  begin(at: S3Address, signal?: AbortSignal): Promise<string>;
  part(at: S3Address, id: string, number: number, body: Uint8Array, signal?: AbortSignal): Promise<S3Part>;
  /** What of the upload is there; undefined: it is not known (any more). */
  parts(at: S3Address, id: string, signal?: AbortSignal): Promise<S3Part[] | undefined>;
  complete(at: S3Address, id: string, parts: readonly S3Part[], signal?: AbortSignal): Promise<unknown>;
  abort(at: S3Address, id: string): Promise<void>;
  close(): void;
}

export interface Range {
  readonly from: number;
  readonly to: number;
  readonly etag: string;
}

/** Why an object is not read or written: who, what, what to do. */
export class S3Fault extends Error {
  override readonly name = "S3Fault";
  constructor(
    where: string,
    readonly why: string,
  ) {
    super(`${where}: ${why}`);
  }
}

/** Also of one that came out of the client's bundle, which has a class of its own. */
export function isS3Fault(error: unknown): error is S3Fault {
  return error instanceof Error && error.name === "S3Fault";
}

/** The client is large and few need it, so it lies in a bundle of its own, which is read here. */
export function openS3(script = join(__dirname, "s3.js")): Promise<S3> {
  return (createRequire(__filename)(script) as typeof import("./client")).connectS3();
}
