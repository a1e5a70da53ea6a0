import { type PairedHistogram, pairHistograms } from "./histogram";
import type { ColumnSummary, NumberSummary, SummaryType, TableSummary, ValueSummary } from "./tableSummary";

export interface ColumnDiff {
  readonly name: string;
  readonly state: "same" | "changed" | "added" | "removed" | "retyped";
  readonly before?: ColumnFacts;
  readonly after?: ColumnFacts;
  readonly histogram?: PairedHistogram;
  /** The most frequent values of both, with their shares. */
  readonly top?: readonly { readonly value: string; readonly before: number; readonly after: number }[];
}

/** A column without its values. */
export interface ColumnFacts {
  readonly type: SummaryType;
  readonly missing: number;
  readonly numbers?: Omit<NumberSummary, "sample">;
  readonly distinct?: number;
  readonly isExact?: boolean;
}

const mostTop = 8;

/** Columns by name: first in the order of the new table, then those that are gone. */
export function compareColumns(before: TableSummary | undefined, after: TableSummary | undefined): ColumnDiff[] {
  const old = new Map(before?.columns.map((column) => [column.name, column]));
  const fresh = new Map(after?.columns.map((column) => [column.name, column]));
  const names = [...new Set([...fresh.keys(), ...old.keys()])];
  return names.map((name) => {
    const [was, is] = [old.get(name), fresh.get(name)];
    const histogram = histogramOf(was, is);
    const top = topOf(was, is, before?.rows ?? 0, after?.rows ?? 0);
    return {
      name,
      state: stateOf(was && { column: was, rows: before?.rows ?? 0 }, is && { column: is, rows: after?.rows ?? 0 }),
      ...(was && { before: factsOf(was) }),
      ...(is && { after: factsOf(is) }),
      ...(histogram && { histogram }),
      ...(top && { top }),
    };
  });
}

function stateOf(before: Side | undefined, after: Side | undefined): ColumnDiff["state"] {
  if (before === undefined) return "added";
  if (after === undefined) return "removed";
  if (before.column.type !== after.column.type) return "retyped";
  return isSame(before, after) ? "same" : "changed";
}

interface Side {
  readonly column: ColumnSummary;
  readonly rows: number;
}

/** Whether all that is known of them is the same, however many rows there are: values may still have changed places. */
function isSame({ column: a, rows: rowsA }: Side, { column: b, rows: rowsB }: Side): boolean {
  if (!isClose(a.missing / Math.max(1, rowsA), b.missing / Math.max(1, rowsB))) return false;
  const [m, n] = [a.numbers, b.numbers];
  if (m && n) return m.min === n.min && m.max === n.max && isClose(m.mean, n.mean) && isClose(m.std, n.std);
  const [v, w] = [a.values, b.values];
  if (!v || !w) return v === w;
  const share = new Map(w.top);
  return (
    v.distinct === w.distinct &&
    v.isExact === w.isExact &&
    v.top.every(([value, count]) => isClose(count / rowsA, (share.get(value) ?? 0) / rowsB))
  );
}

/** The same numbers in another order add up to what differs in the last digits. */
function isClose(a: number, b: number): boolean {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) === Number.isNaN(b);
  return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b), 1e-300);
}

function factsOf({ type, missing, numbers, values }: ColumnSummary): ColumnFacts {
  if (numbers) {
    const { sample: _, ...facts } = numbers;
    return { type, missing, numbers: facts };
  }
  return { type, missing, ...(values && { distinct: values.distinct, isExact: values.isExact }) };
}

function histogramOf(before: ColumnSummary | undefined, after: ColumnSummary | undefined): PairedHistogram | undefined {
  const present = [before, after].flatMap((each) => (each?.numbers && each.numbers.count > 0 ? [each.numbers] : []));
  const isTime = before?.type === "time" || after?.type === "time";
  if (
    present.length === 0 ||
    (before?.numbers && after?.numbers && (before.type === "time") !== (after.type === "time"))
  )
    return undefined;
  const from = Math.min(...present.map(({ min }) => min));
  const to = Math.max(...present.map(({ max }) => max));
  const isWhole = !isTime && [before, after].every((each) => each?.numbers === undefined || each.type === "integer");
  const none = new Float64Array(0);
  return pairHistograms(before?.numbers?.sample ?? none, after?.numbers?.sample ?? none, { from, to, isWhole });
}

function topOf(
  before: ColumnSummary | undefined,
  after: ColumnSummary | undefined,
  rowsBefore: number,
  rowsAfter: number,
): ColumnDiff["top"] {
  if (!before?.values && !after?.values) return undefined;
  const share = (values: ValueSummary | undefined, value: string, rows: number) =>
    rows === 0 ? 0 : (values?.top.find(([each]) => each === value)?.[1] ?? 0) / rows;
  const names = [...new Set([...(after?.values?.top ?? []), ...(before?.values?.top ?? [])].map(([value]) => value))];
  // every value once: a name, a key; no frequency tells anything
  const isKey = [before, after].every((each) => (each?.values?.top[0]?.[1] ?? 1) <= 1);
  if (isKey) return undefined;
  return names
    .map((value) => ({
      value,
      before: share(before?.values, value, rowsBefore),
      after: share(after?.values, value, rowsAfter),
    }))
    .sort((a, b) => Math.max(b.before, b.after) - Math.max(a.before, a.after))
    .slice(0, mostTop);
}
