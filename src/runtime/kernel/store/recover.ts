import { join } from "node:path";
import type { Log } from "../log";
import type { Op } from "./change";
import type { Files } from "./files";
import { type Frame, frameHeaderSize, readFrame } from "./frame";
import { readOps } from "./opCodec";
import { fileName, filePath, numbersOf } from "./storeFiles";
import { messageOf } from "./wal";
import { readWalHeader, type WalHeader, walHeaderSize } from "./walHeader";

export interface Replay {
  readonly files: Files;
  readonly folder: string;
  readonly log: Log;
  /** Undefined: whatever the first segment says. */
  readonly workspace: string | undefined;
  /** Frames up to here are in the image already. */
  readonly after: number;
  /** Nothing past it, where the reader is not the owner; then nothing is repaired either. */
  readonly until?: number;
  /** The first segment of interest. */
  readonly from: number;
  readonly apply: (ops: readonly Op[], sequence: number) => void;
}

export interface Replayed {
  /** Of the last frame applied, or `after`. */
  readonly sequence: number;
  /** The highest segment number there is. */
  readonly segment: number;
  readonly workspace: string | undefined;
  /** Bytes of journal that were gone through, in so many segments. */
  readonly bytes: number;
  readonly segments: number;
}

interface Found {
  readonly number: number;
  readonly path: string;
  readonly bytes: Buffer;
  readonly header: WalHeader | undefined;
}

/**
 * Plays the journal. A bad frame at the very end is a write that was under way: it is cut. A bad frame with good ones after it, or
 * with sequence numbers missing before the next segment, is damage: a copy is kept, and the rest of that segment is not guessed at.
 */
export function replayJournal(replay: Replay): Replayed {
  const { files, folder } = replay;
  const numbers = numbersOf("wal", files.list(folder)).filter((number) => number >= replay.from);
  let { after: sequence, workspace } = replay;
  let bytes = 0;
  let next = numbers[0] === undefined ? undefined : load(replay, numbers[0]);
  for (let i = 0; next !== undefined; i++) {
    const segment: Found = next;
    next = numbers[i + 1] === undefined ? undefined : load(replay, numbers[i + 1] as number);
    workspace ??= segment.header?.workspace;
    bytes += segment.bytes.length;
    sequence = replaySegment({ ...replay, workspace }, segment, next, sequence);
  }
  return { sequence, workspace, segment: numbers.at(-1) ?? replay.from - 1, bytes, segments: numbers.length };
}

function load({ files, folder }: Replay, number: number): Found {
  const path = filePath(folder, "wal", number);
  const bytes = files.read(path) ?? Buffer.alloc(0);
  return { number, path, bytes, header: readWalHeader(bytes) };
}

function replaySegment(replay: Replay, segment: Found, next: Found | undefined, before: number): number {
  const { header, bytes, path } = segment;
  if (!header) {
    if (isUnfinished(segment, next, before)) cut(replay, segment, 0);
    else setAside(replay, segment, 0, "its header is damaged");
    return before;
  }
  if (header.number !== segment.number || header.workspace !== replay.workspace) {
    setAside(replay, segment, 0, "it belongs to another workspace or place");
    return before;
  }
  if (header.firstSequence > before + 1)
    replay.log.error("requests are missing before a journal segment", {
      file: path,
      first: before + 1,
      last: header.firstSequence - 1,
    });
  /** The next segment's first number on are refused requests, whatever is left of them. */
  const limit = Math.min(next?.header?.firstSequence ?? Number.POSITIVE_INFINITY, (replay.until ?? 2 ** 53) + 1);
  let sequence = header.firstSequence - 1;
  let at = walHeaderSize;
  while (at < bytes.length && sequence + 1 < limit) {
    const frame = readFrame(bytes, at);
    if (frame?.sequence !== sequence + 1) {
      handleBad(replay, segment, next, at, sequence);
      break;
    }
    if (!applyFrame(replay, segment, frame, at)) break;
    sequence = frame.sequence;
    at = frame.end;
  }
  return Math.max(before, sequence);
}

function applyFrame(replay: Replay, segment: Found, frame: Frame, at: number): boolean {
  if (frame.sequence <= replay.after) return true;
  let ops: Op[];
  try {
    ops = readOps(frame.type, frame.payload);
  } catch (error) {
    setAside(replay, segment, at, `a frame that cannot be read: ${messageOf(error)}`);
    return false;
  }
  replay.apply(ops, frame.sequence);
  return true;
}

function handleBad(replay: Replay, segment: Found, next: Found | undefined, at: number, sequence: number): void {
  const { bytes } = segment;
  if (isZero(bytes, at)) {
    if (!next || next.header?.firstSequence === sequence + 1) return; // room that was made and not used
  }
  const lost = next?.header ? next.header.firstSequence > sequence + 1 : hasFrameAfter(bytes, at, sequence);
  if (lost) setAside(replay, segment, at, "it is damaged");
  else if (!next) cut(replay, segment, at);
}

/** A segment that was being made when the process ended. */
function isUnfinished({ bytes }: Found, next: Found | undefined, before: number): boolean {
  return bytes.length <= walHeaderSize || (!next && !hasFrameAfter(bytes, walHeaderSize - 1, before));
}

/** No more requests than this were in one segment, ever: a number further off is no sequence number. */
const reach = 2 ** 24;

function hasFrameAfter(bytes: Buffer, at: number, sequence: number): boolean {
  for (let start = at + 1; start + frameHeaderSize <= bytes.length; start++) {
    const ahead = bytes.readUInt32LE(start + 8) + bytes.readUInt32LE(start + 12) * 2 ** 32 - sequence;
    // a crc over what may be megabytes is only worth it where a frame could be
    if (ahead > 0 && ahead < reach && readFrame(bytes, start)) return true;
  }
  return false;
}

function isZero(bytes: Buffer, from: number): boolean {
  for (let i = from; i < bytes.length; i++) if (bytes[i] !== 0) return false;
  return true;
}

function cut(replay: Replay, segment: Found, at: number): void {
  if (replay.until !== undefined) return;
  replay.log.warn(
    `${segment.path}: cut at byte ${at}; what followed was an unfinished write that nobody was told had succeeded`,
  );
  repair(replay, segment, at);
}

function setAside(replay: Replay, segment: Found, at: number, why: string): void {
  if (replay.until !== undefined) throw new Error(`${segment.path}: ${why}, at byte ${at}`);
  const copy = join(replay.folder, "damaged", `${fileName("wal", segment.number)}.${at}`);
  try {
    replay.files.makeFolder(join(replay.folder, "damaged"));
    replay.files.copy(segment.path, copy);
  } catch (error) {
    replay.log.error(`${segment.path}: ${why}, at byte ${at}; no copy could be kept`, { reason: messageOf(error) });
    return;
  }
  replay.log.error(
    `${segment.path}: ${why}, at byte ${at}; the requests before it were recovered, a copy of the whole is kept as ${copy}`,
  );
  repair(replay, segment, at);
}

function repair({ files, log }: Replay, { path }: Found, at: number): void {
  try {
    if (at === 0) {
      files.remove(path);
      return;
    }
    const handle = files.open(path, "write");
    try {
      handle.truncate(at);
      handle.sync();
    } finally {
      handle.close();
    }
  } catch (error) {
    log.warn("a journal segment could not be repaired; the next start will say so again", {
      file: path,
      reason: messageOf(error),
    });
  }
}
