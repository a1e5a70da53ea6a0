import type { ColumnProfile, TableProfile } from "../../../shared/profile";
import { type BoolColumn, type Frame, type FrameColumn, noBool, type TextColumn } from "../frame";
import { allPairs, pearsonAll, type Series, spearmanAll } from "./correlations";
import { type Codes, cramersV } from "./cramersV";
import { numberProfile, quantile, shares } from "./numberProfile";

const mostTop = 10;
/** More columns would be a million of pairs that nobody reads. */
const mostCorrelated = 100;
/** A column of more values is none of categories. */
const mostCategories = 200;
const longestValue = 200;

export function profileFrame(frame: Frame): Pick<TableProfile, "columns" | "correlations" | "notes"> {
  const notes: string[] = [];
  const columns = frame.columns.map((column) => profileColumn(column, frame.rows));
  const some = <T>(found: readonly T[], what: string): readonly T[] => {
    if (found.length > mostCorrelated)
      notes.push(`correlations: of the first ${mostCorrelated} of ${found.length} ${what}`);
    return found.slice(0, mostCorrelated);
  };
  const series = some(frame.columns.flatMap(seriesOf), "columns of numbers");
  const codes = some(frame.columns.flatMap(codesOf), "columns of categories");
  const correlations = {
    ...(series.length > 1 && { pearson: pearsonAll(series), spearman: spearmanAll(series) }),
    ...(codes.length > 1 && { cramers_v: allPairs(codes, cramersV) }),
  };
  return { columns, correlations, notes };
}

function seriesOf(column: FrameColumn): Series[] {
  if (column.kind !== "number" || column.missing === column.values.length) return [];
  return [{ name: column.name, values: column.values, hasGaps: column.missing > 0 }];
}

function codesOf(column: FrameColumn): Codes[] {
  if (column.kind === "bool") {
    const codes = Int32Array.from(column.values, (each) => (each === noBool ? -1 : each));
    return [{ name: column.name, codes, size: 2 }];
  }
  if (column.kind !== "text" || column.words.length < 2 || column.words.length > mostCategories) return [];
  return [{ name: column.name, codes: column.codes, size: column.words.length }];
}

function profileColumn(column: FrameColumn, rows: number): ColumnProfile {
  const { name, dtype, kind, missing } = column;
  const same = { name, dtype, kind, missing, missing_share: rows === 0 ? 0 : missing / rows };
  switch (column.kind) {
    case "number":
      return { ...same, ...numberProfile(present(column.values, missing)) };
    case "time":
      return { ...same, ...timeProfile(present(column.values, missing)) };
    case "bool":
      return { ...same, ...boolProfile(column) };
    case "text":
      return { ...same, ...textProfile(column) };
    case "other":
      return { ...same, distinct: null, top: [] };
    default:
      return column satisfies never;
  }
}

function present(values: Float64Array, missing: number): Float64Array {
  return missing === 0 ? values : values.filter((value) => !Number.isNaN(value));
}

function timeProfile(values: Float64Array): Pick<ColumnProfile, "distinct" | "top" | "times"> {
  const { distinct, top } = numberProfile(values);
  const sorted = values.slice().sort();
  const text = (value: number) => (Math.abs(value) <= 8.64e15 ? new Date(value).toISOString() : String(value));
  const times = {
    min: text(sorted[0] ?? 0),
    max: text(sorted.at(-1) ?? 0),
    quantiles: Object.fromEntries(shares.map((share) => [String(share), text(quantile(sorted, share))])),
  };
  return {
    distinct,
    top: top.map(({ value, count }) => ({ value: text(Number(value)), count })),
    ...(values.length > 0 && { times }),
  };
}

function boolProfile({ values }: BoolColumn): Pick<ColumnProfile, "distinct" | "top"> {
  const counts = [0, 0, 0];
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  const top = [true, false]
    .map((value) => ({ value, count: counts[Number(value)] ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  return { distinct: top.length, top };
}

function textProfile({ codes, words }: TextColumn): Pick<ColumnProfile, "distinct" | "top"> {
  const counts = new Int32Array(words.length);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    if (code >= 0) counts[code] = (counts[code] as number) + 1;
  }
  const order = Uint32Array.from(words, (_, i) => i).sort(
    (a, b) => (counts[b] as number) - (counts[a] as number) || a - b,
  );
  const top = Array.from(order.subarray(0, mostTop), (code) => {
    const word = words[code] as string;
    const value = word.length > longestValue ? `${word.slice(0, longestValue)}…` : word;
    return { value, count: counts[code] as number };
  });
  return { distinct: words.length, top };
}
