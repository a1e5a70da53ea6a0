import type { Outcome } from "../files/fileWork";
import type { ObjectCopy, RemoteWork } from "./remote";

/** So many times the same in a row without one that went well: the rest would go no better. */
const enough = 3;

/**
 * Each object by itself, some at once. When the remote is away or says no to all, the others are not tried: they fail for
 * the same reason. What is thrown is a bug, or the signal's.
 */
export async function eachAtOnce<T extends ObjectCopy>(
  copies: readonly T[],
  jobs: number,
  work: RemoteWork & { settled(copy: T, outcome: Outcome): void },
  one: (copy: T) => Promise<Outcome>,
): Promise<void> {
  let next = 0;
  let [inARow, last] = [0, ""];
  let stopped: string | undefined;
  const worker = async () => {
    while (next < copies.length) {
      work.signal?.throwIfAborted();
      const copy = copies[next++] as T;
      const outcome: Outcome = stopped === undefined ? await one(copy) : { kind: "failed", why: stopped, stop: true };
      if (outcome.kind === "done") inARow = 0;
      else if (outcome.kind === "failed" && outcome.stop) {
        inARow = outcome.why === last ? inARow + 1 : 1;
        last = outcome.why;
        if (inARow >= enough) stopped = outcome.why;
      }
      work.settled(copy, outcome);
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(jobs, copies.length) }, worker));
  for (const each of ended) if (each.status === "rejected") throw each.reason;
}
