export interface Pacer {
  /** Something changed: the work is done soon, once, however often this is called. */
  poke(): void;
  /** Waits for work under way. */
  close(): Promise<void>;
}

const soonMs = 150;
const mostMs = 30_000;

/** Work follows changes with a pause that grows with what the work costs, so that following never takes more than a quarter of a core. */
export function createPacer(work: () => Promise<void>, report: (error: unknown) => void): Pacer {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  let pause = soonMs;
  let closed = false;

  const start = (): void => {
    timer = undefined;
    const began = performance.now();
    running = work()
      .catch(report)
      .then(() => {
        running = undefined;
        pause = Math.min(mostMs, Math.max(soonMs, (performance.now() - began) * 3));
        if (again && !closed) {
          again = false;
          timer = setTimeout(start, pause);
        }
      });
  };
  return {
    poke() {
      if (closed) return;
      if (running) again = true;
      else timer ??= setTimeout(start, pause);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await running;
    },
  };
}
