import { createMersenne } from "../stats/mersenne";

/** Numbers by chance, the same from the same seed: numpy's RandomState, so that what shap draws is drawn here as well. */
export interface Chance {
  /** 0 up to 1, with 53 bits. */
  next(): number;
  /** In place. */
  shuffle(list: Int32Array): void;
}

export function createChance(seed: number): Chance {
  const { uniform, upTo } = createMersenne(seed);
  return {
    next: uniform,
    shuffle(list) {
      for (let i = list.length - 1; i > 0; i--) {
        const j = upTo(i);
        const held = list[i] as number;
        list[i] = list[j] as number;
        list[j] = held;
      }
    },
  };
}

/** Places of so many rows that are picked of `rows`, as shap's maskers pick them (sklearn's `shuffle` with seed 0). */
export function sampleRows(rows: number, most: number): Int32Array {
  const places = Int32Array.from({ length: rows }, (_, i) => i);
  if (rows <= most) return places;
  createChance(0).shuffle(places);
  return places.slice(0, most);
}
