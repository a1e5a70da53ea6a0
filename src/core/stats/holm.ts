/** P-values of several metrics, raised so that all together err as seldom as one alone would. */
export function holm(p: readonly number[]): number[] {
  const order = p.map((_, i) => i).sort((i, j) => (p[i] ?? 0) - (p[j] ?? 0));
  const raised: number[] = new Array(p.length).fill(1);
  let least = 0;
  for (const [place, i] of order.entries()) {
    least = Math.min(1, Math.max(least, (p.length - place) * (p[i] ?? 0)));
    raised[i] = least;
  }
  return raised;
}
