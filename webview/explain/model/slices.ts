/** Work that is done a piece at a time, so that the page answers in between. */
export interface Slices {
  /** Replaces what was still to do. */
  start(pieces: Iterable<() => void>, done?: () => void): void;
  stop(): void;
}

/** Milliseconds that a slice may take: a frame is left for the page. */
const slice = 12;

export function createSlices(later: (act: () => void) => number, never: (id: number) => void): Slices {
  let waiting: number | undefined;
  const stop = (): void => {
    if (waiting !== undefined) never(waiting);
    waiting = undefined;
  };
  return {
    start(pieces, done) {
      stop();
      const left = pieces[Symbol.iterator]();
      const go = (): void => {
        waiting = undefined;
        const until = performance.now() + slice;
        do {
          const { value, done: isOver } = left.next();
          if (isOver) {
            done?.();
            return;
          }
          value();
        } while (performance.now() < until);
        waiting = later(go);
      };
      waiting = later(go);
    },
    stop,
  };
}
