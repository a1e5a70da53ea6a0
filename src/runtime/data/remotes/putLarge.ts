import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { object, string } from "../../../shared/readers";
import { type S3Address, s3Url } from "../../kernel/s3/address";
import { piecesOf } from "../../kernel/s3/pieces";
import type { S3Part } from "../../kernel/s3/s3";
import type { Put, WireStore } from "../../kernel/s3/wireStore";
import { chunksOf } from "../files/chunks";
import type { Outcome } from "../files/fileWork";
import { legacyMd5 } from "../files/hashBytes";
import type { ObjectCopy } from "./remote";

export interface LargePut {
  readonly store: WireStore;
  readonly at: S3Address;
  readonly notes: string;
  readonly copy: ObjectCopy;
  readonly signal: AbortSignal | undefined;
  /** Hears what the store calls what was sent. */
  readonly sent?: (put: Put) => void;
}

interface Begun {
  readonly id: string;
  readonly stamp: string;
}

const readBegun = object<Begun>({ id: string, stamp: string });

/**
 * In parts, read once in their order and hashed, some of them sent at once. Nobody sees the object before all is sent and
 * the hash fits. A killed push goes on with the parts that the store has.
 */
export async function putLarge({ store, at, notes, copy, signal, sent: told }: LargePut): Promise<Outcome> {
  mkdirSync(notes, { recursive: true });
  const note = join(notes, `${copy.name.replaceAll("/", "-")}.upload`);
  const { size, mtimeMs } = statSync(copy.path);
  const stamp = `${s3Url(at)} ${size} ${mtimeMs}`;
  const { id, parts } = (await begun(note, stamp, store, at, signal)) ?? {
    id: await store.begin(at, signal),
    parts: [],
  };
  writeFileSync(`${note}.new`, JSON.stringify({ id, stamp }));
  renameSync(`${note}.new`, note);
  const file = await open(copy.path, "r");
  try {
    const { md5, sent } = await sendParts(
      file,
      size,
      new Map(parts.map((part) => [part.number, part])),
      (number, body) => store.part(at, id, number, body, signal),
    );
    if (copy.md5 !== undefined && md5 !== copy.md5 && !(copy.legacy && legacyMd5(chunksOf(copy.path)) === copy.md5)) {
      await store.abort(at, id);
      rmSync(note, { force: true });
      return { kind: "rotten", md5 };
    }
    const put = await store.complete(at, id, sent, signal);
    told?.(put);
    rmSync(note, { force: true });
    return { kind: "done", bytes: size };
  } finally {
    await file.close(); // after a fault the parts stay, and the next push goes on with them
  }
}

async function sendParts(
  file: FileHandle,
  size: number,
  there: ReadonlyMap<number, S3Part>,
  send: (number: number, body: Uint8Array) => Promise<S3Part>,
): Promise<{ md5: string; sent: S3Part[] }> {
  const pieces = piecesOf(size);
  const sum = createHash("md5");
  const sent: S3Part[] = [];
  const going = new Set<Promise<void>>();
  const faults: unknown[] = [];
  for (let index = 0; index < pieces.count && faults.length === 0; index++) {
    const length = pieces.to(index) - pieces.from(index);
    const body = Buffer.allocUnsafe(length);
    const { bytesRead } = await file.read(body, 0, length, pieces.from(index));
    if (bytesRead < length) throw Object.assign(new Error("became shorter while it was pushed"), { code: "ESHORT" });
    sum.update(body);
    const known = there.get(index + 1);
    if (known !== undefined && known.bytes === length && mayBe(known, body)) {
      sent.push(known);
      continue;
    }
    const one = send(index + 1, body).then(
      (part) => void sent.push(part),
      (error: unknown) => void faults.push(error),
    );
    const tracked: Promise<void> = one.then(() => void going.delete(tracked));
    going.add(tracked);
    if (going.size >= pieces.atOnce) await Promise.race(going);
  }
  await Promise.all(going);
  if (faults.length > 0) throw faults[0];
  return { md5: sum.digest("hex"), sent };
}

/** Where the tag is an md5 it must be that of the piece; encrypted parts have others. */
function mayBe({ etag }: S3Part, body: Uint8Array): boolean {
  const tag = etag.replaceAll('"', "");
  return !/^[0-9a-f]{32}$/.test(tag) || tag === createHash("md5").update(body).digest("hex");
}

/** The upload of this very file that an earlier process began, if the store still knows it. */
async function begun(note: string, stamp: string, store: WireStore, at: S3Address, signal: AbortSignal | undefined) {
  if (!existsSync(note)) return undefined;
  const { id, stamp: of } = readBegun(JSON.parse(readFileSync(note, "utf8")), note);
  const parts = await store.parts(at, id, signal);
  if (parts === undefined || of === stamp) return parts && { id, parts };
  await store.abort(at, id);
  return undefined;
}
