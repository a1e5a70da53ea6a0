/**
 * Looks one after the other, with a pause between two. Each who asks gets the first look that begins after that, however
 * many ask later: where something changes all the time, nobody waits until it stops.
 */
export function createLooking(look: () => Promise<void>, pause: number): () => Promise<void> {
  let next: Promise<void> | undefined;
  let mayBegin: Promise<void> = Promise.resolve();
  const begin = (): Promise<void> => {
    next = undefined;
    const looked = look();
    const rest = () => new Promise<void>((resolve) => setTimeout(resolve, pause));
    mayBegin = looked.then(rest, rest);
    return looked;
  };
  return () => {
    next ??= mayBegin.then(begin);
    return next;
  };
}
