/** Counts of texts; those that came first are counted each, the others together. Two of them can be added. */
export interface TextSketch {
  n: number;
  missing: number;
  readonly counts: Map<string, number>;
  /** Of texts that are not among them. */
  other: number;
}

const mostTexts = 1000;
const longestText = 200;

export function createTextSketch(): TextSketch {
  return { n: 0, missing: 0, counts: new Map(), other: 0 };
}

export function addText(sketch: TextSketch, text: string, count = 1): void {
  sketch.n += count;
  const key = text.length > longestText ? text.slice(0, longestText) : text;
  const known = sketch.counts.get(key);
  if (known !== undefined) sketch.counts.set(key, known + count);
  else if (sketch.counts.size < mostTexts) sketch.counts.set(key, count);
  else sketch.other += count;
}

/** Adds the second to the first. */
export function mergeTexts(into: TextSketch, from: TextSketch): void {
  into.missing += from.missing;
  for (const [text, count] of from.counts) addText(into, text, count);
  into.n += from.other;
  into.other += from.other;
}

export interface TextDoc {
  readonly k: "t";
  readonly missing: number;
  readonly counts: readonly (readonly [string, number])[];
  readonly other: number;
}

export function textDoc({ missing, counts, other }: TextSketch): TextDoc {
  return { k: "t", missing, counts: [...counts], other };
}

export function textSketchOf({ missing, counts, other }: TextDoc): TextSketch {
  const n = counts.reduce((sum, [, count]) => sum + count, other);
  return { n, missing, counts: new Map(counts), other };
}
