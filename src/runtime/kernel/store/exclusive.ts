/** Those who name a common key run one after the other, in the order they came. */
export function createExclusive(): <T>(keys: readonly string[], work: () => Promise<T>) => Promise<T> {
  const tails = new Map<string, Promise<unknown>>();
  return async (keys, work) => {
    const before = keys.flatMap((key) => tails.get(key) ?? []);
    const mine = Promise.all(before).then(work);
    const done = mine.then(ignore, ignore);
    for (const key of keys) tails.set(key, done);
    try {
      return await mine;
    } finally {
      for (const key of keys) if (tails.get(key) === done) tails.delete(key);
    }
  };
}

function ignore(): void {
  // whoever waits in line does not care how the one before ended
}
