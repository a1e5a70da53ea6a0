import type { Forest } from "./forest";
import { createWalker, type Walker } from "./walker";
import { createWideWalker } from "./wideWalker";

/** Rows at a time from which on the wide walker is the quicker one. */
const manyRows = 16;
/** Rows that come so, before it is worth what it takes to make it. */
const worthwhile = 4096;

/** A few rows are walked one way and many another; the sums are the same. */
export function chooseWalker(forest: Forest): Walker {
  const narrow = createWalker(forest);
  let seen = 0;
  let wide: Walker | undefined;
  return {
    sum(rows, count, stride) {
      if (count < manyRows) return narrow.sum(rows, count, stride);
      const before = seen;
      seen += count;
      if (before < worthwhile && seen >= worthwhile) wide = createWideWalker(forest);
      return (wide ?? narrow).sum(rows, count, stride);
    },
  };
}
