const size = 624;
const shift = 397;

export interface Mersenne {
  /** A whole number from 0 to 2³² − 1. */
  next(): number;
  /** From 0 up to, and never, 1. */
  uniform(): number;
  /** A whole number from 0 to `most`. */
  upTo(most: number): number;
  /** 0 … n − 1 in some order. */
  permutation(n: number): Int32Array;
}

/** MT19937 as numpy's RandomState seeds and reads it, so that draws are those of the programs that are compared with. */
export function createMersenne(seed: number): Mersenne {
  const state = new Uint32Array(size);
  state[0] = seed;
  for (let i = 1; i < size; i++) {
    const last = state[i - 1] as number;
    state[i] = Math.imul(1812433253, last ^ (last >>> 30)) + i;
  }
  let at = size;
  const renew = () => {
    for (let i = 0; i < size; i++) {
      const joined = ((state[i] as number) & 0x80000000) | ((state[(i + 1) % size] as number) & 0x7fffffff);
      state[i] = (state[(i + shift) % size] as number) ^ (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0);
    }
    at = 0;
  };
  const next = (): number => {
    if (at === size) renew();
    let y = state[at++] as number;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  };
  const upTo = (most: number): number => {
    if (most === 0) return 0;
    const mask = 0xffffffff >>> Math.clz32(most);
    for (;;) {
      const value = (next() & mask) >>> 0;
      if (value <= most) return value;
    }
  };
  return {
    next,
    upTo,
    uniform: () => {
      const [high, low] = [next() >>> 5, next() >>> 6];
      return (high * 67108864 + low) / 9007199254740992;
    },
    permutation(n) {
      const order = Int32Array.from({ length: n }, (_, i) => i);
      for (let i = n - 1; i > 0; i--) {
        const j = upTo(i);
        const moved = order[i] as number;
        order[i] = order[j] as number;
        order[j] = moved;
      }
      return order;
    },
  };
}
