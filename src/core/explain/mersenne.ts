/** Numbers by chance, the same from the same seed: numpy's RandomState, so that what shap draws is drawn here as well. */
export interface Chance {
  /** 0 up to 1, with 53 bits. */
  next(): number;
  /** Whole, 0 up to and with `most`, which is below 2^32. */
  upTo(most: number): number;
  /** In place. */
  shuffle(list: Int32Array): void;
}

const size = 624;

/** The Mersenne Twister MT19937, with a seed below 2^32. */
export function createChance(seed: number): Chance {
  const state = new Uint32Array(size);
  state[0] = seed;
  for (let i = 1; i < size; i++) {
    const last = state[i - 1] as number;
    state[i] = Math.imul(1812433253, last ^ (last >>> 30)) + i;
  }
  let at = size;

  function renew(): void {
    for (let i = 0; i < size; i++) {
      const y = ((state[i] as number) & 0x80000000) | ((state[(i + 1) % size] as number) & 0x7fffffff);
      state[i] = (state[(i + 397) % size] as number) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    at = 0;
  }
  function draw(): number {
    if (at === size) renew();
    let y = state[at++] as number;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }
  function upTo(most: number): number {
    if (most === 0) return 0;
    const mask = 2 ** (32 - Math.clz32(most)) - 1;
    for (;;) {
      const value = (draw() & mask) >>> 0;
      if (value <= most) return value;
    }
  }
  return {
    next: () => {
      const high = draw() >>> 5;
      return (high * 67108864 + (draw() >>> 6)) / 9007199254740992;
    },
    upTo,
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
