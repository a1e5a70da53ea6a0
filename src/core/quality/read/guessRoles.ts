import type { OfferedColumn, TableColumns } from "../../../shared/quality";
import { type Frame, type FrameColumn, noBool } from "../../frame/frame";

const actualNames = /^(y|y_?true|actual|target|label|truth|ground_?truth|outcome|observed|class)$/i;
const actualParts = /(^|_)(actual|target|label|truth|outcome|observed)(_|$)/i;
const predictionNames = /^(y_?pred|y_?hat|pred|prediction|predicted|estimate|answer|output)$/i;
const predictionParts = /(^|_)(pred|prediction|predicted|estimate|estimated|yhat)(_|$)/i;
const probabilityParts = /(^|_)(p|prob|proba|probability|probabilities|score|confidence)(_|$)|^p_/i;
const sensitiveParts = /sex|gender|race|ethnic|(^|_)age(_|$)|nation|relig|marital|disab|country|language/i;

/** The columns of a table, and what each of them most likely is, by its name and its values. */
export function guessRoles(frame: Frame): TableColumns {
  const columns = frame.columns.map(describe);
  const probabilities = columns.filter(({ name, isShare }) => isShare && probabilityParts.test(name));
  const free = (taken: readonly (string | undefined)[]) =>
    columns.filter(({ name }) => !taken.includes(name) && !probabilities.some((each) => each.name === name));
  const prediction = firstOf(free([]), predictionNames, predictionParts);
  const actual = firstOf(free([prediction]), actualNames, actualParts) ?? likeNamed(free([prediction]), prediction);
  const names = probabilities.map(({ name }) => name);
  return {
    rows: frame.rows,
    columns,
    guess: {
      ...(actual === undefined ? {} : { actual }),
      ...(prediction === undefined ? {} : { prediction }),
      probability: names,
      // those of a few values first: sex before age
      sensitive: free([actual, prediction])
        .filter(({ name, distinct }) => sensitiveParts.test(name) && distinct > 1)
        .sort((a, b) => a.distinct - b.distinct)
        .map(({ name }) => name),
    },
  };
}

function firstOf(columns: readonly OfferedColumn[], whole: RegExp, part: RegExp): string | undefined {
  return (columns.find(({ name }) => whole.test(name)) ?? columns.find(({ name }) => part.test(name)))?.name;
}

/** `churn_predicted` is of `churn`. */
function likeNamed(columns: readonly OfferedColumn[], prediction: string | undefined): string | undefined {
  const stem = prediction?.replace(/_?(pred|prediction|predicted|estimate|estimated|yhat)_?/i, "");
  return stem ? columns.find(({ name }) => name.toLowerCase() === stem.toLowerCase())?.name : undefined;
}

const mostCounted = 1000;

function describe(column: FrameColumn): OfferedColumn {
  const { name, dtype } = column;
  if (column.kind === "text") return { name, dtype, distinct: column.words.length, isShare: false };
  const seen = new Set<unknown>();
  let isShare = column.kind === "number" && column.values.length > 0;
  for (const value of column.values) {
    if (value === null || (column.kind === "bool" && value === noBool) || Number.isNaN(value)) continue;
    if (seen.size < mostCounted) seen.add(value);
    if (isShare && !((value as number) >= 0 && (value as number) <= 1)) isShare = false;
    if (!isShare && seen.size >= mostCounted) break;
  }
  return { name, dtype, distinct: seen.size, isShare: isShare && seen.size > 2 };
}
