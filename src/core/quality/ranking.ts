/** How many rows of each side have at least a score, at each score that occurs, from the highest down. */
export interface Ranking {
  readonly thresholds: Float64Array;
  readonly hits: Float64Array;
  readonly misses: Float64Array;
}

/** `isHit` a row: 1 of the class, 0 not. Rows without weight do not count. */
export function rankScores(scores: Float64Array, isHit: Uint8Array, weights?: Float64Array): Ranking {
  return weights ? rankWeighted(scores, isHit, weights) : rankEqual(scores, isHit);
}

function rankEqual(scores: Float64Array, isHit: Uint8Array): Ranking {
  const [inside, outside] = [1, 0].map((side) => scores.filter((_, row) => isHit[row] === side).sort()) as [
    Float64Array,
    Float64Array,
  ];
  const room = scores.length;
  const [thresholds, hits, misses] = [new Float64Array(room), new Float64Array(room), new Float64Array(room)];
  let [i, j, at] = [inside.length - 1, outside.length - 1, 0];
  while (i >= 0 || j >= 0) {
    const score = Math.max(i >= 0 ? (inside[i] as number) : -Infinity, j >= 0 ? (outside[j] as number) : -Infinity);
    while (i >= 0 && inside[i] === score) i--;
    while (j >= 0 && outside[j] === score) j--;
    thresholds[at] = score;
    hits[at] = inside.length - 1 - i;
    misses[at++] = outside.length - 1 - j;
  }
  return cut({ thresholds, hits, misses }, at);
}

function rankWeighted(scores: Float64Array, isHit: Uint8Array, weights: Float64Array): Ranking {
  const order = Uint32Array.from(scores, (_, row) => row)
    .filter((row) => weights[row] !== 0)
    .sort((a, b) => (scores[b] as number) - (scores[a] as number));
  const room = order.length;
  const [thresholds, hits, misses] = [new Float64Array(room), new Float64Array(room), new Float64Array(room)];
  let [inside, outside, at] = [0, 0, 0];
  order.forEach((row, place) => {
    if (isHit[row]) inside += weights[row] as number;
    else outside += weights[row] as number;
    const next = order[place + 1];
    if (next !== undefined && scores[next] === scores[row]) return;
    thresholds[at] = scores[row] as number;
    hits[at] = inside;
    misses[at++] = outside;
  });
  return cut({ thresholds, hits, misses }, at);
}

function cut({ thresholds, hits, misses }: Ranking, length: number): Ranking {
  return {
    thresholds: thresholds.subarray(0, length),
    hits: hits.subarray(0, length),
    misses: misses.subarray(0, length),
  };
}

/** Area under the curve of true over false positives; undefined where one side has no rows. */
export function rocAuc({ hits, misses }: Ranking): number | undefined {
  const [inside, outside] = [hits[hits.length - 1] ?? 0, misses[misses.length - 1] ?? 0];
  if (inside === 0 || outside === 0) return undefined;
  let area = 0;
  for (let at = 0; at < hits.length; at++) {
    const [y, x] = at === 0 ? [0, 0] : [hits[at - 1] as number, misses[at - 1] as number];
    area += ((misses[at] as number) - x) * ((hits[at] as number) + y);
  }
  return area / 2 / (inside * outside);
}

/** Precision over recall as steps, what sklearn calls average precision; undefined where nothing is of the class. */
export function averagePrecision({ hits, misses }: Ranking): number | undefined {
  const inside = hits[hits.length - 1] ?? 0;
  if (inside === 0) return undefined;
  let area = 0;
  for (let at = 0; at < hits.length; at++) {
    const hit = hits[at] as number;
    area += ((hit - (at === 0 ? 0 : (hits[at - 1] as number))) * hit) / (hit + (misses[at] as number));
  }
  return area / inside;
}
