import { ApiError } from "../../../shared/apiError";
import type { Op } from "./change";
import { FrameGroup } from "./frame";
import type { Wal } from "./wal";

/** Group commit: what arrives while the disk is busy, or in one turn of the event loop, shares one write and one sync. */
export interface Journal {
  /** Resolves with the sequence number once the frame is durable and its ops are applied. */
  commit(ops: readonly Op[]): Promise<number>;
  /** Of the last durable frame. */
  readonly sequence: number;
  /** Runs `act` while nothing is under way: all before it is durable and applied, all after it is not written yet. */
  between<T>(act: () => T): Promise<T>;
  /** Writes what waits; refuses what comes after. */
  close(): Promise<void>;
}

interface Waiting {
  readonly ops: readonly Op[];
  readonly resolve: (sequence: number) => void;
  readonly reject: (error: unknown) => void;
}

export function createJournal(
  wal: Wal,
  last: number,
  apply: (ops: readonly Op[], sequence: number) => void,
  written: () => void,
): Journal {
  let sequence = last;
  let group = new FrameGroup();
  let spare = new FrameGroup();
  let waiting: Waiting[] = [];
  let due: (() => void)[] = [];
  let busy = false;
  let closed = false;

  /** Everything that the rest of this turn commits goes into the same group. */
  function schedule(): void {
    if (busy) return;
    busy = true;
    setImmediate(flush);
  }

  function flush(): void {
    if (waiting.length === 0) {
      finish();
      return;
    }
    const used = group;
    const members = waiting;
    group = spare;
    waiting = [];
    const settle = () => {
      used.clear();
      spare = used;
      finish();
    };
    try {
      const writing = wal.append(used.seal(sequence + 1), sequence + 1);
      if (!writing) {
        succeed(members);
        settle();
        return;
      }
      void writing
        .then(
          () => succeed(members),
          (error) => fail(members, error),
        )
        .finally(settle); // `succeed` and `fail` answer the members; nothing is left to hear
    } catch (error) {
      fail(members, error);
      settle();
    }
  }

  function succeed(members: readonly Waiting[]): void {
    for (const member of members) {
      apply(member.ops, ++sequence);
      member.resolve(sequence);
    }
    written();
  }

  function fail(members: readonly Waiting[], error: unknown): void {
    for (const member of members) member.reject(error);
  }

  function finish(): void {
    const acts = due;
    due = [];
    for (const act of acts) act();
    busy = false;
    if (waiting.length > 0 || due.length > 0) schedule();
  }

  function between<T>(act: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      due.push(() => {
        try {
          resolve(act());
        } catch (error) {
          reject(error);
        }
      });
      schedule();
    });
  }

  return {
    commit(ops) {
      return new Promise((resolve, reject) => {
        if (closed) throw new ApiError("TEMPORARILY_UNAVAILABLE", "The store is closed");
        if (wal.refusing !== undefined) throw new ApiError("TEMPORARILY_UNAVAILABLE", wal.refusing);
        group.add(ops);
        waiting.push({ ops, resolve, reject });
        schedule();
      });
    },
    get sequence() {
      return sequence;
    },
    between,
    async close() {
      closed = true;
      while (waiting.length > 0 || busy) await between(() => undefined);
    },
  };
}
