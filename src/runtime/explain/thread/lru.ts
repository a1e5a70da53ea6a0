/** The last few things that were made, by their key. */
export interface Lru<T> {
  /** What failed is made again the next time. */
  get(key: string, make: () => T): T;
}

export function createLru<T extends Promise<unknown>>(most: number, drop: (each: T) => void): Lru<T> {
  const kept = new Map<string, T>();
  return {
    get(key, make) {
      const known = kept.get(key);
      kept.delete(key);
      const made = known ?? make();
      kept.set(key, made);
      if (known === undefined) made.catch(() => kept.get(key) === made && kept.delete(key));
      const [oldest] = kept;
      if (kept.size > most && oldest !== undefined) {
        kept.delete(oldest[0]);
        drop(oldest[1]);
      }
      return made;
    },
  };
}
