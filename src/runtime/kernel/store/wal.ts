import { ApiError } from "../../../shared/apiError";
import type { Log } from "../log";
import type { Files, Handle } from "./files";
import { filePath } from "./storeFiles";
import { walHeaderSize, writeWalHeader } from "./walHeader";

/** The segment that is written to. After a failed write its descriptor is never used again: the system may have forgotten what was dirty. */
export interface Wal {
  /** Durable when it returns, or when its promise resolves. Throws an ApiError when the disk refuses; then nothing of `bytes` counts. */
  append(bytes: Uint8Array, firstSequence: number): Promise<void> | undefined;
  /** Ends the segment; the next append makes a new one. Returns the number of the last one there is. */
  end(): number;
  /** Bytes in the segment. */
  readonly size: number;
  /** Why nothing is taken at the moment. */
  readonly refusing: string | undefined;
  close(): void;
}

export interface WalStart {
  readonly files: Files;
  readonly folder: string;
  readonly log: Log;
  /** 32 hex digits. */
  readonly workspace: string;
  /** The highest segment number there is. */
  readonly segment: number;
  /** Called before a segment is made: the folder may not be there yet. */
  readonly prepare: () => void;
}

interface Segment {
  readonly handle: Handle;
  /** Everything before it is durable. */
  end: number;
}

const retryAfter = 1000;
/** A full disk often takes the few bytes of a header: writes are taken again only when this much goes through. */
const proofSize = 64 * 1024;
/** Milliseconds. Below it a sync on the main thread costs less than the trip through the thread pool. */
const quick = 0.5;
/** The pool's times tell little of the disk: they hold the trip. So now and then one flush is made on the main thread, */
const trialEvery = 250;
/** …unless the disk is so slow, in milliseconds, that even one would be felt. */
const hopeless = 5;
const checkEvery = 1000;
/** Milliseconds. Above it a disk that was quick no longer is; far from `quick`, so that the way does not change to and fro. */
const slow = 2;

export function createWal({ files, folder, log, workspace, segment: last, prepare }: WalStart): Wal {
  let number = last;
  let segment: Segment | undefined;
  let refusing: string | undefined;
  let retry: NodeJS.Timeout | undefined;
  /** Of a flush, in milliseconds, smoothed. */
  let pace: number | undefined;
  let onMain = false;
  let tried = 0;
  let checked = 0;

  function open(firstSequence: number, proof: boolean): Segment {
    const handle = files.create(filePath(folder, "wal", ++number));
    try {
      handle.write(writeWalHeader({ number, firstSequence, workspace }), 0);
      if (proof) handle.write(new Uint8Array(proofSize), walHeaderSize);
      handle.sync();
      if (proof) handle.truncate(walHeaderSize);
      if (pace === undefined) {
        pace = probe(handle);
        onMain = pace < quick;
      }
      files.syncFolder(folder);
    } catch (error) {
      giveUp({ handle, end: walHeaderSize });
      throw error;
    }
    return { handle, end: walHeaderSize };
  }

  /** What stays of the segment is what is durable in it. */
  function giveUp({ handle, end }: Segment): void {
    const tidy = [() => handle.truncate(end), () => handle.close()];
    if (end === walHeaderSize && isOurs(handle)) tidy.push(() => files.remove(handle.path));
    for (const act of tidy)
      try {
        act();
      } catch (error) {
        // the next segment names the first sequence that counts, so what is left over is never replayed
        log.warn("a journal segment could not be tidied up", { file: handle.path, reason: String(error) });
      }
  }

  function isOurs(handle: Handle): boolean {
    try {
      return handle.isStillAt(handle.path);
    } catch (error) {
      log.warn("a journal segment could not be looked at", { file: handle.path, reason: messageOf(error) });
      return false;
    }
  }

  /** What is written into a file that is no longer there is lost, however well it is synced. */
  function checkPlace({ handle }: Segment, now: number): void {
    if (now - checked < checkEvery) return;
    checked = now;
    if (!isOurs(handle)) throw new Error("it was removed or replaced by somebody else");
  }

  function refuse(error: unknown, firstSequence: number): ApiError {
    const reason = `cannot write ${segment?.handle.path ?? folder}: ${messageOf(error)}`;
    log.error("a write to the journal failed and its requests were refused", { reason });
    if (segment) giveUp(segment);
    segment = undefined;
    try {
      segment = open(firstSequence, true);
    } catch (again) {
      refusing = reason;
      log.error("the store is read-only until the disk takes writes again", { reason: messageOf(again) });
      tryLater(firstSequence);
    }
    return new ApiError("TEMPORARILY_UNAVAILABLE", reason);
  }

  function tryLater(firstSequence: number): void {
    retry = setTimeout(() => {
      try {
        prepare();
        segment = open(firstSequence, true);
        refusing = undefined;
        log.info("the disk takes writes again", { file: segment.handle.path });
      } catch (error) {
        log.debug("the disk still takes no writes", { reason: messageOf(error) });
        tryLater(firstSequence);
      }
    }, retryAfter);
    retry.unref();
  }

  function current(firstSequence: number): Segment {
    if (segment) return segment;
    prepare();
    segment = open(firstSequence, false);
    return segment;
  }

  function written(to: Segment, size: number, since: number, wasMain: boolean): void {
    to.end += size;
    const took = performance.now() - since;
    // the first probe may have met a busy moment, or a disk that was about to fall asleep
    if (wasMain && !onMain && took < quick) {
      onMain = true;
      pace = took;
    }
    pace = (pace ?? took) * 0.9 + took * 0.1;
    if (onMain && pace > slow) onMain = false;
  }

  function goesOnMain(now: number): boolean {
    if (onMain) return true;
    if ((pace ?? 0) > hopeless || now - tried < trialEvery) return false;
    tried = now;
    return true;
  }

  async function appendLater(to: Segment, bytes: Uint8Array, firstSequence: number, since: number): Promise<void> {
    try {
      await to.handle.writeLater(bytes, to.end);
      await to.handle.syncLater();
      written(to, bytes.length, since, false);
    } catch (error) {
      throw refuse(error, firstSequence);
    }
  }

  return {
    append(bytes, firstSequence) {
      if (refusing !== undefined) throw new ApiError("TEMPORARILY_UNAVAILABLE", refusing);
      const since = performance.now();
      try {
        const to = current(firstSequence);
        checkPlace(to, since);
        if (!goesOnMain(since)) return appendLater(to, bytes, firstSequence, since);
        to.handle.write(bytes, to.end);
        to.handle.sync();
        written(to, bytes.length, since, true);
        return undefined;
      } catch (error) {
        throw refuse(error, firstSequence);
      }
    },
    end() {
      if (segment) {
        if (!isOurs(segment.handle))
          log.error("a journal segment was removed or replaced by somebody else", { file: segment.handle.path });
        segment.handle.close();
      }
      segment = undefined;
      return number;
    },
    get size() {
      return segment?.end ?? 0;
    },
    get refusing() {
      return refusing;
    },
    close() {
      clearTimeout(retry);
      segment?.handle.close();
      segment = undefined;
    },
  };
}

/** The median of five syncs, in milliseconds. */
function probe(handle: Handle): number {
  const times = [0, 1, 2, 3, 4].map(() => {
    const since = performance.now();
    handle.write(new Uint8Array(256), walHeaderSize);
    handle.sync();
    return performance.now() - since;
  });
  handle.truncate(walHeaderSize);
  return times.sort((a, b) => a - b)[2] as number;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
