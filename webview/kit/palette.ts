/** A run's place in the palette, without a page: the eleventh is the first again, dashed. */
export function seriesVariable(place: number): string {
  return `var(--tm-c${((place - 1) % 10) + 1})`;
}

export function seriesDash(place: number): readonly number[] {
  return place > 10 && Math.floor((place - 1) / 10) % 2 === 1 ? [4, 3] : [];
}
