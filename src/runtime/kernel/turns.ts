import { setImmediate as nextTurn } from "node:timers/promises";

/** Milliseconds that one piece of work may hold up all others. */
const longest = 10;

/** For long work, to be awaited now and then: lets others have their turn when it has been at it for a while. */
export function createTurns(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < longest) return;
    await nextTurn();
    since = performance.now();
  };
}
