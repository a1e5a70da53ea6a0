export interface Shares {
  /** The next piece for a worker; undefined: there is none left. */
  take(worker: number): number | undefined;
  /** One that was taken and is not done. */
  giveBack(worker: number, index: number): void;
  isEmpty(): boolean;
  clear(): void;
}

/**
 * Pieces that lie one behind the other are one worker's, which has read some of the next one already. Who is done with its
 * own takes from the end of whoever has the most.
 */
export function shareSlices(left: readonly number[], workers: number): Shares {
  const end = (worker: number) => Math.floor((left.length * worker) / workers);
  const queues = Array.from({ length: workers }, (_, worker) => left.slice(end(worker), end(worker + 1)));
  return {
    take(worker) {
      const own = queues[worker]?.shift();
      return own ?? queues.reduce((most, each) => (each.length > most.length ? each : most)).pop();
    },
    giveBack: (worker, index) => void queues[worker]?.unshift(index),
    isEmpty: () => queues.every(({ length }) => length === 0),
    clear() {
      for (const each of queues) each.length = 0;
    },
  };
}
