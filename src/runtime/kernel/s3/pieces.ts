const mebi = 1024 * 1024;
const usual = 8 * mebi;
/** Held in memory at a time, all pieces together. */
const held = 64 * mebi;
/** S3's. */
const mostPieces = 10_000;

export interface Pieces {
  readonly bytes: number;
  readonly count: number;
  readonly atOnce: number;
  from(index: number): number;
  to(index: number): number;
}

/** How an object of so many bytes is copied. */
export function piecesOf(total: number): Pieces {
  const bytes = Math.max(usual, Math.ceil(total / mostPieces / mebi) * mebi);
  return {
    bytes,
    count: Math.ceil(total / bytes),
    atOnce: Math.max(1, Math.floor(held / bytes)),
    from: (index) => index * bytes,
    to: (index) => Math.min(total, (index + 1) * bytes),
  };
}

/** Some at once, in their order. Ends when all that was begun has ended; the first fault is thrown then. */
export async function someAtOnce<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>) {
  const left = [...items];
  const faults: unknown[] = [];
  const one = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift())
      await work(item).catch((error: unknown) => {
        faults.push(error);
        left.length = 0;
      });
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, one));
  if (faults.length > 0) throw faults[0];
}
