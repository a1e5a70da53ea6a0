import type { Explained, Feature } from "./explained";
import { quantilesOf } from "./quantiles";

export interface Cohort {
  readonly label: string;
  readonly rows: number;
  readonly meanPrediction: number;
  /** Mean |SHAP|, feature by feature in the order of weight. */
  readonly meanAbs: readonly number[];
}

/** Groups of which one still sees all at once. */
const most = 6;

export interface CohortWords {
  readonly missing: string;
  readonly others: string;
  number(value: number): string;
}

/** How a column parts the rows: `of` has a group's place for each row. */
interface Split {
  readonly labels: readonly string[];
  of(row: number): number;
}

/** Mean |SHAP| of all features for each value of a column; of numbers with many values for its quarters. */
export function cohortsOf(explained: Explained, by: Feature | "prediction", words: CohortWords): Cohort[] {
  const column = by === "prediction" ? explained.predictions : by.given;
  const split = by !== "prediction" && by.words ? byWord(by.given, by.words, words) : byNumber(column, words);
  const { features, rows, predictions } = explained;
  const groups = Uint8Array.from({ length: rows }, (_, row) => split.of(row));
  const counts = new Float64Array(split.labels.length);
  const sums = new Float64Array(split.labels.length);
  for (let row = 0; row < rows; row++) {
    const group = groups[row] as number;
    counts[group] = (counts[group] as number) + 1;
    sums[group] = (sums[group] as number) + (predictions[row] as number);
  }
  const totals = features.map(({ values }) => {
    const total = new Float64Array(split.labels.length);
    for (let row = 0; row < rows; row++) {
      const group = groups[row] as number;
      total[group] = (total[group] as number) + Math.abs(values[row] as number);
    }
    return total;
  });
  return split.labels.flatMap((label, group) => {
    const count = counts[group] as number;
    if (count === 0) return [];
    const meanAbs = totals.map((total) => (total[group] as number) / count);
    return [{ label, rows: count, meanPrediction: (sums[group] as number) / count, meanAbs }];
  });
}

/** The most frequent words have a group each. */
function byWord(given: Float32Array, texts: readonly string[], words: CohortWords): Split {
  const counts = new Float64Array(texts.length);
  for (const place of given) if (place >= 0) counts[place] = (counts[place] ?? 0) + 1;
  const frequent = [...texts.keys()].sort((a, b) => (counts[b] as number) - (counts[a] as number));
  const own = texts.length > most ? frequent.slice(0, most - 1) : frequent;
  const groupOf = new Map(own.map((place, group) => [place, group]));
  const labels = [...own.map((place) => texts[place] as string), words.others, words.missing];
  return {
    labels,
    of(row) {
      const place = given[row] as number;
      return Number.isNaN(place) ? own.length + 1 : (groupOf.get(place) ?? own.length);
    },
  };
}

function byNumber(column: Float32Array, words: CohortWords): Split {
  const distinct = new Set<number>();
  for (const value of column) {
    if (!Number.isNaN(value)) distinct.add(value);
    if (distinct.size > most) break;
  }
  if (distinct.size <= most) {
    const values = [...distinct].sort((a, b) => a - b);
    return {
      labels: [...values.map(words.number), words.missing],
      of(row) {
        const at = values.indexOf(column[row] as number);
        return at < 0 ? values.length : at;
      },
    };
  }
  const [low = 0, first = 0, middle = 0, third = 0, high = 0] = quantilesOf(column, [0, 0.25, 0.5, 0.75, 1]) ?? [];
  const inner = [...new Set([first, middle, third])].filter((edge) => edge > low && edge <= high);
  const say = words.number;
  const labels = [...inner, undefined].map((edge, i) => {
    if (i === 0) return `< ${say(edge ?? high)}`;
    const from = say(inner[i - 1] as number);
    return edge === undefined ? `≥ ${from}` : `${from} – ${say(edge)}`;
  });
  return {
    labels: [...labels, words.missing],
    of(row) {
      const value = column[row] as number;
      if (Number.isNaN(value)) return labels.length;
      let at = 0;
      while (at < inner.length && value >= (inner[at] as number)) at++;
      return at;
    },
  };
}
