import { readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { ApiError } from "../../../shared/apiError";
import { codeOf } from "../../kernel/home";
import { isS3Fault } from "../../kernel/s3/s3";
import type { WireStore } from "../../kernel/s3/wireStore";
import type { Outcome } from "../files/fileWork";
import type { FreshPlace } from "../files/wholeFile";
import { placeIn, writeWhole } from "../files/wholeFile";
import { writeBytes } from "../files/writeBytes";
import { eachAtOnce } from "./eachAtOnce";
import { makeFresh } from "./freshFolder";
import { getLarge } from "./getLarge";
import { isAsNamed } from "./hashCheck";
import { putLarge } from "./putLarge";
import type { ObjectCopy, Remote } from "./remote";
import { namesThere } from "./s3Listing";

export interface S3Place {
  readonly name: string | undefined;
  /** Of the remote; empty or ending with `/`. */
  readonly prefix: string;
  readonly bucket: string;
  readonly store: WireStore;
  readonly jobs: number;
  /** Where pieces of what is large wait, so that a killed fetch or push goes on. */
  readonly notes: string;
}

/** Held in memory, once a job. */
export const largest = 8 * 1024 * 1024;
/** For more of them a folder is made for what is not whole yet. */
const fewCopies = 64;

export function s3Remote({ name, prefix, bucket, store, jobs, notes }: S3Place): Remote {
  const at = (each: string) => ({ bucket, key: prefix + each });

  async function getOne(
    copy: ObjectCopy,
    signal: AbortSignal | undefined,
    place: FreshPlace | undefined,
  ): Promise<Outcome> {
    try {
      const got = await store.start(at(copy.name), largest, signal);
      if (got === undefined) return { kind: "missing" };
      if (got.total > got.body.length) return await getLarge({ store, at: at(copy.name), notes, copy, got, signal });
      const rotten = isAsNamed(copy, [got.body]);
      if (rotten !== undefined) return { kind: "rotten", md5: rotten };
      keepSmall(copy, got.body, place);
      return { kind: "done", bytes: got.body.length };
    } catch (error) {
      return outcomeOf(error, signal);
    }
  }

  async function putOne(copy: ObjectCopy, signal: AbortSignal | undefined): Promise<Outcome> {
    try {
      if (statSync(copy.path).size > largest) return await putLarge({ store, at: at(copy.name), notes, copy, signal });
      const body = readFileSync(copy.path);
      const rotten = isAsNamed(copy, [body]);
      if (rotten !== undefined) return { kind: "rotten", md5: rotten };
      // that of dvc 2 may be of other bytes than these
      const check = copy.md5 === undefined || copy.legacy ? {} : { md5: copy.md5 };
      await store.write(at(copy.name), body, { ...check, ...(signal && { signal }) });
      return { kind: "done", bytes: body.length };
    } catch (error) {
      return codeOf(error) === "ENOENT" ? { kind: "missing" } : outcomeOf(error, signal);
    }
  }

  const url = `s3://${bucket}/${prefix}`.replace(/\/$/, "");
  const told = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (!isS3Fault(error)) throw error;
      throw new ApiError("INVALID_STATE", `${name === undefined ? url : `remote '${name}' (${url})`}: ${error.why}`);
    }
  };

  return {
    name,
    url,
    has: (names, work = {}) =>
      told(namesThere(store, { bucket, prefix }, names, { jobs: work.jobs ?? jobs, signal: work.signal })),
    async *list(folder, work = {}) {
      for (let next: string | undefined, isFirst = true; isFirst || next !== undefined; isFirst = false) {
        const page = await told(
          store.page(bucket, folder === "" ? prefix : `${prefix}${folder}/`, { next, signal: work.signal }),
        );
        for (const { key } of page.objects) yield key.slice(prefix.length);
        next = page.next;
      }
    },
    async get(copies, work) {
      const own = `${process.pid}-${Math.random().toString(36).slice(2)}`;
      const fresh = copies.length > fewCopies ? await makeFresh(join(dirname(notes), "new"), own) : undefined;
      try {
        const place = fresh === undefined ? undefined : placeIn(fresh);
        await eachAtOnce(copies, work.jobs ?? jobs, work, (copy) => getOne(copy, work.signal, place));
      } finally {
        if (fresh !== undefined) rmSync(fresh, { recursive: true, force: true });
      }
    },
    put: (copies, work) => eachAtOnce(copies, work.jobs ?? jobs, work, (copy) => putOne(copy, work.signal)),
    remove: (names, work = {}) =>
      told(
        store.remove(
          bucket,
          names.map((each) => prefix + each),
          work.signal,
        ),
      ),
    close: async () => store.close(),
  };
}

function keepSmall(copy: ObjectCopy, bytes: Uint8Array, place: FreshPlace | undefined): void {
  writeWhole(copy.path, false, (file) => writeBytes(file, bytes), place);
}

/** Of S3's own refusals only a few are of one object. */
const ofOne = ["was changed while", "lies in an archive"];

export function outcomeOf(error: unknown, signal: AbortSignal | undefined): Outcome {
  if (signal?.aborted) throw signal.reason;
  if (isS3Fault(error)) {
    const stop = !ofOne.some((start) => error.why.startsWith(start));
    return { kind: "failed", why: error.why, stop };
  }
  const code = codeOf(error);
  if (code === undefined || !(error instanceof Error)) throw error;
  if (code === "ENOSPC" || code === "EDQUOT") return { kind: "failed", why: "no space left on this disk", stop: true };
  return { kind: "failed", why: error.message };
}
