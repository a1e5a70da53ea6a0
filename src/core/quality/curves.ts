import type { Ranking } from "./ranking";

const mostPoints = 200;

/** Points [x, y, threshold] of a curve. */
export type Curve = (readonly [number, number, number | null])[];

/** [false positive rate, true positive rate, threshold], from nothing selected to all. */
export function rocCurve({ thresholds, hits, misses }: Ranking): Curve {
  const [inside, outside] = [hits[hits.length - 1] ?? 0, misses[misses.length - 1] ?? 0];
  if (inside === 0 || outside === 0) return [];
  const corners = places(hits.length, (at) => isCorner(hits, misses, at));
  return [
    [0, 0, null],
    ...corners.map(
      (at) => [(misses[at] as number) / outside, (hits[at] as number) / inside, thresholds[at] as number] as const,
    ),
  ];
}

/** [recall, precision, threshold], from all selected to nothing. */
export function prCurve({ thresholds, hits, misses }: Ranking): Curve {
  const inside = hits[hits.length - 1] ?? 0;
  if (inside === 0) return [];
  const kept = places(hits.length, (at) => at === 0 || hits[at] !== hits[at - 1] || hits[at] !== hits[at + 1]);
  const points = kept.map((at) => {
    const hit = hits[at] as number;
    return [hit / inside, hit / (hit + (misses[at] as number)), thresholds[at] as number] as const;
  });
  return [...points.reverse(), [0, 1, null]];
}

/** A point between two others on one line can go. */
function isCorner(hits: Float64Array, misses: Float64Array, at: number): boolean {
  if (at === 0 || at === hits.length - 1) return true;
  const bend = (values: Float64Array) =>
    (values[at + 1] as number) - 2 * (values[at] as number) + (values[at - 1] as number);
  return bend(hits) !== 0 || bend(misses) !== 0;
}

/** Those that say something; of too many an even choice, with both ends. */
function places(length: number, isKept: (at: number) => boolean): number[] {
  const kept: number[] = [];
  for (let at = 0; at < length; at++) if (at === length - 1 || isKept(at)) kept.push(at);
  const most = mostPoints - 1;
  if (kept.length <= most) return kept;
  return Array.from({ length: most }, (_, at) => kept[Math.round((at * (kept.length - 1)) / (most - 1))] as number);
}
