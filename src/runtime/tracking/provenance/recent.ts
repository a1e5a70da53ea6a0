import type { Clock } from "../../kernel/kernel";

/** Asks once and answers the same for a while: runs of a sweep start within the second and come from the same place. */
export function createRecent<T>(clock: Clock, milliseconds: number, most = 100) {
  const known = new Map<string, { readonly until: number; readonly value: Promise<T> }>();
  return (key: string, ask: () => Promise<T>): Promise<T> => {
    const now = clock.now();
    const found = known.get(key);
    if (found && found.until > now && found.until <= now + milliseconds) return found.value;
    known.delete(key);
    const value = ask();
    known.set(key, { until: now + milliseconds, value });
    for (const oldest of known.keys()) {
      if (known.size <= most) break;
      known.delete(oldest);
    }
    return value;
  };
}

/** Says yes so many times a second, then no until the next. */
export function createAllowance(clock: Clock, perSecond: number): () => boolean {
  let second = 0;
  let left = perSecond;
  return () => {
    const now = Math.floor(clock.now() / 1000);
    if (now !== second) left = perSecond;
    second = now;
    return left-- > 0;
  };
}
