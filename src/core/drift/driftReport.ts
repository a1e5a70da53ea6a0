import type { ColumnDrift, DriftReport, DriftTest } from "../../shared/drift";
import type { Frame, FrameColumn } from "../frame/frame";
import { chooseTest } from "./choose";
import { columnType } from "./columnType";
import type { Pair } from "./pair";
import { filledOf, sideOf } from "./side";
import { isDrift, tests } from "./tests";
import { Untestable } from "./untestable";

export interface DriftOptions {
  /** Only these; each must be in both tables. */
  readonly columns?: readonly string[] | undefined;
  /** For all columns whose type it takes; the next three go before it. */
  readonly method?: DriftTest | undefined;
  readonly numMethod?: DriftTest | undefined;
  readonly catMethod?: DriftTest | undefined;
  readonly textMethod?: DriftTest | undefined;
  /** By column: before all others. */
  readonly columnMethods?: Readonly<Record<string, DriftTest>> | undefined;
  readonly columnThresholds?: Readonly<Record<string, number>> | undefined;
  /** Instead of each test's own. */
  readonly threshold?: number | undefined;
  /** From this share of drifted columns on the dataset has drifted; 0.5 where it is not given. */
  readonly driftShare?: number | undefined;
  readonly target?: string | undefined;
  readonly prediction?: string | undefined;
}

export const usualShare = 0.5;

/** A column as it was compared, or why it was not. */
export type Compared = { readonly name: string } & ({ readonly drift: ColumnDrift } | { readonly why: string });

/** Compares the columns of two tables, in the order of the current one. `seen` is told of each that was, before the next: what is sorted of it is not kept. */
export function compareColumns(
  reference: Frame,
  current: Frame,
  options: DriftOptions,
  seen?: (pair: Pair, drift: ColumnDrift) => void,
): Compared[] {
  const older = new Map(reference.columns.map((column) => [column.name, column]));
  const newer = new Map(current.columns.map((column) => [column.name, column]));
  const names = options.columns ?? [...new Set([...newer.keys(), ...older.keys()])];
  return names.map((name) =>
    compareColumn({ name, reference: older.get(name), current: newer.get(name) }, options, seen),
  );
}

export function reportOf(compared: readonly Compared[], driftShare = usualShare): DriftReport {
  const tested = compared.flatMap((each) => ("drift" in each ? [each] : []));
  const drifted = tested.filter(({ drift }) => drift.drift).length;
  const share = tested.length === 0 ? 0 : drifted / tested.length;
  return {
    dataset_drift: tested.length > 0 && share >= driftShare,
    share,
    drifted,
    tested: tested.length,
    drift_share: driftShare,
    columns: Object.fromEntries(tested.map(({ name, drift }) => [name, drift])),
    skipped: Object.fromEntries(compared.flatMap((each) => ("why" in each ? [[each.name, each.why]] : []))),
  };
}

interface Both {
  readonly name: string;
  readonly reference: FrameColumn | undefined;
  readonly current: FrameColumn | undefined;
}

function compareColumn(
  { name, reference, current }: Both,
  options: DriftOptions,
  seen: ((pair: Pair, drift: ColumnDrift) => void) | undefined,
): Compared {
  if (!current) return { name, why: "only in the reference" };
  if (!reference) return { name, why: "only in the current table" };
  try {
    const pair = pairOf(name, reference, current);
    const drift = measure(pair, options);
    seen?.(pair, drift);
    return { name, drift };
  } catch (error) {
    if (error instanceof Untestable) return { name, why: error.message };
    throw error;
  }
}

function pairOf(name: string, reference: FrameColumn, current: FrameColumn): Pair {
  const found = columnType(current);
  if ("why" in found) throw new Untestable(found.why);
  const { type } = found;
  if (type === "num" && !isNumeric(reference))
    throw new Untestable(`numbers, but ${kindOf(reference)} in the reference`);
  if (type === "text" && reference.kind !== "text")
    throw new Untestable(`text, but ${kindOf(reference)} in the reference`);
  const [old, fresh] = [sideOf(reference), sideOf(current)];
  if (!old || !fresh) throw new Untestable(`${kindOf(reference)} in the reference are not tested`);
  if (filledOf(old) === 0) throw new Untestable("no values in the reference");
  if (filledOf(fresh) === 0) throw new Untestable("no values in the current table");
  return { name, type, reference: old, current: fresh };
}

function isNumeric(column: FrameColumn): boolean {
  return column.kind === "number" || (column.kind === "bool" && column.dtype === "bool");
}

function kindOf({ kind }: FrameColumn): string {
  return { number: "numbers", bool: "true and false", text: "text", time: "dates", other: "lists or mixed values" }[
    kind
  ];
}

/** A column may be called as something that every object has. */
function ofColumn<T>(all: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return all !== undefined && Object.hasOwn(all, name) ? all[name] : undefined;
}

function measure(pair: Pair, options: DriftOptions): ColumnDrift {
  const { type } = pair;
  const own = ofColumn(options.columnMethods, pair.name);
  const asked =
    own ?? { num: options.numMethod, cat: options.catMethod, text: options.textMethod }[type] ?? options.method;
  if (asked !== undefined && !tests[asked].types.includes(type))
    throw new Untestable(`${asked} does not test ${{ num: "numbers", cat: "categories", text: "texts" }[type]}`);
  const test = asked ?? chooseTest(pair);
  const threshold = ofColumn(options.columnThresholds, pair.name) ?? options.threshold ?? tests[test].threshold;
  const { score, drift } = tests[test].measure(pair, threshold);
  const role = pair.name === options.target ? "target" : pair.name === options.prediction ? "prediction" : undefined;
  return {
    type,
    test,
    score: Number.isFinite(score) ? score : null,
    threshold,
    drift: drift ?? isDrift(test, score, threshold),
    ...(role && { role }),
  };
}
