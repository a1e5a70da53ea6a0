/** Parts of work of which only one may go on at a time, in this process and among all that work on the project. */
export interface Sections {
  run<T>(work: () => Promise<T>): Promise<T>;
}

interface Waiting {
  turn(): Promise<void>;
  refuse(error: unknown): void;
}

/** `locked` is taken once for all parts that wait at the same time. */
export function createSections(locked: <T>(work: () => Promise<T>) => Promise<T>): Sections {
  const waiting: Waiting[] = [];
  let isServing = false;

  const serve = async () => {
    isServing = true;
    try {
      while (waiting.length > 0)
        await locked(async () => {
          for (let next = waiting.shift(); next; next = waiting.shift()) await next.turn();
        });
    } catch (error) {
      // the lock could not be had: nobody who waits gets it
      for (const { refuse } of waiting.splice(0)) refuse(error);
    } finally {
      isServing = false;
    }
  };
  return {
    run: (work) =>
      new Promise((resolve, reject) => {
        waiting.push({ turn: () => work().then(resolve, reject), refuse: reject });
        if (!isServing) void serve(); // its errors are told to those who wait
      }),
  };
}
