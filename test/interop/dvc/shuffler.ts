/** Choices that are the same in every run. */
export function shuffler(seed: number) {
  let state = seed;
  const number = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const pick = <T>(from: readonly T[]): T => from[number(from.length)] as T;
  return { number, pick };
}
