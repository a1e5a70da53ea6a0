/** The last few things that were made, by their key. */
export interface Lru<T> {
  /** Work with one of them: it is not dropped before the work is done. What failed to be made is made again the next time. */
  use<R>(key: string, make: () => Promise<T>, work: (made: T) => Promise<R>): Promise<R>;
}

interface Kept<T> {
  readonly made: Promise<T>;
  users: number;
  isOut: boolean;
}

export function createLru<T>(most: number, drop: (each: T) => Promise<void>): Lru<T> {
  const kept = new Map<string, Kept<T>>();

  function find(key: string, make: () => Promise<T>): Kept<T> {
    const each = kept.get(key) ?? { made: make(), users: 0, isOut: false };
    kept.delete(key);
    kept.set(key, each);
    return each;
  }
  function keepFew(): void {
    for (const [key, each] of kept) {
      if (kept.size <= most) return;
      kept.delete(key);
      each.isOut = true;
      dropUnused(each);
    }
  }
  function dropUnused({ made, users, isOut }: Kept<T>): void {
    if (isOut && users === 0) void made.then(drop).catch(() => undefined);
  }

  return {
    async use(key, make, work) {
      const each = find(key, make);
      each.users++;
      keepFew();
      try {
        const made = await each.made.catch((error: unknown) => {
          if (kept.get(key) === each) kept.delete(key);
          throw error;
        });
        return await work(made);
      } finally {
        each.users--;
        dropUnused(each);
      }
    },
  };
}
