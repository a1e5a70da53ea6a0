import { differs, nameOfColumn, type RunColumn } from "../../../src/shared/runTable";
import type { State } from "./state";

export type ColumnKind = "fact" | "param" | "metric" | "tag";

/** A column that could be shown. */
export interface Column {
  readonly key: string;
  readonly kind: ColumnKind;
  /** As it was logged; of a fact its key. */
  readonly name: string;
  readonly isNumeric: boolean;
  /** Runs have different values in it. */
  readonly differs: boolean;
  readonly count: number;
}

/** What is known of every run without asking for cells. */
const facts = ["start_time", "duration", "experiment", "user", "source", "branch", "commit"] as const;
/** All tags of a run in one cell. */
export const tagsKey = "tags";

const usualFacts: readonly string[] = ["start_time", "duration"];
const kinds: readonly ColumnKind[] = ["fact", "param", "metric", "tag"];

/** Everything that can be a column, in the order it stands by default: facts, params, metrics, tags. */
export function columnsOf(logged: readonly RunColumn[], rows: number): Column[] {
  const own = facts.map(
    (key): Column => ({
      key,
      kind: "fact",
      name: key,
      isNumeric: key === "duration",
      differs: usualFacts.includes(key),
      count: rows,
    }),
  );
  const others = logged.map(
    (column): Column => ({
      key: column.key,
      kind: column.kind,
      name: nameOfColumn(column.key),
      isNumeric: column.kind === "metric" || column.numeric,
      // of one run all is news
      differs: rows < 2 || differs(column, rows),
      count: column.count,
    }),
  );
  const tags: Column = {
    key: tagsKey,
    kind: "tag",
    name: tagsKey,
    isNumeric: false,
    differs: others.some(({ kind }) => kind === "tag"),
    count: rows,
  };
  const metrics = others.filter(({ kind }) => kind === "metric");
  return [
    ...own,
    ...others.filter(({ kind }) => kind === "param"),
    // what the machine did is seldom what one looks for
    ...metrics.filter(({ name }) => !isOfMachine(name)),
    ...metrics.filter(({ name }) => isOfMachine(name)),
    tags,
    ...others.filter(({ kind }) => kind === "tag"),
  ];
}

function isOfMachine(metric: string): boolean {
  return metric.startsWith("system/");
}

type Choice = Pick<State, "mode" | "shown" | "hidden" | "order" | "looks">;

/** The columns that are shown, in their order, the pinned ones first. `experiments`: how many are looked at. */
export function visibleColumns(all: readonly Column[], choice: Choice, experiments: number): Column[] {
  const chosen = new Set(choice.shown);
  const hidden = new Set(choice.hidden);
  const isShown = (column: Column): boolean => {
    if (choice.mode === "chosen") return chosen.has(column.key);
    if (hidden.has(column.key)) return false;
    return chosen.has(column.key) || isUsual(column, choice.mode === "all", experiments);
  };
  const ordered = inOrder(all.filter(isShown), choice.order);
  const isPinned = ({ key }: Column) => choice.looks[key]?.isPinned === true;
  return [...ordered.filter(isPinned), ...ordered.filter((column) => !isPinned(column))];
}

function isUsual(column: Column, all: boolean, experiments: number): boolean {
  if (column.key === "experiment") return experiments > 1;
  if (column.kind === "fact") return usualFacts.includes(column.key);
  // tags stand together in one cell unless somebody wants one of them for itself
  if (column.kind === "tag") return column.key === tagsKey && column.differs;
  return all || column.differs;
}

/** Columns that were never moved stand after the last of their kind. */
function inOrder(columns: readonly Column[], order: readonly string[]): Column[] {
  if (order.length === 0) return [...columns];
  const places = new Map(order.map((key, i) => [key, i]));
  const known = columns.filter(({ key }) => places.has(key));
  known.sort((a, b) => (places.get(a.key) as number) - (places.get(b.key) as number));
  const rest = columns.filter(({ key }) => !places.has(key));
  for (const kind of kinds) {
    const fresh = rest.filter((column) => column.kind === kind);
    if (fresh.length === 0) continue;
    const ranks = known.map((column) => kinds.indexOf(column.kind));
    const own = ranks.lastIndexOf(kinds.indexOf(kind));
    const at = own >= 0 ? own + 1 : ranks.findLastIndex((rank) => rank < kinds.indexOf(kind)) + 1;
    known.splice(at, 0, ...fresh);
  }
  return known;
}

/** The whole order after one column was put before another (or, with no other, at the end). */
export function movedBefore(order: readonly string[], key: string, before: string | undefined): string[] {
  if (key === before) return [...order];
  const rest = order.filter((each) => each !== key);
  const at = before === undefined ? rest.length : rest.indexOf(before);
  return [...rest.slice(0, at < 0 ? rest.length : at), key, ...(at < 0 ? [] : rest.slice(at))];
}

/** Shows a column, or hides it, whatever the mode. */
export function withColumn(choice: Choice, key: string, isShown: boolean): Pick<State, "shown" | "hidden"> {
  const without = (keys: readonly string[]) => keys.filter((each) => each !== key);
  return {
    shown: isShown ? [...without(choice.shown), key] : without(choice.shown),
    hidden: isShown ? without(choice.hidden) : [...without(choice.hidden), key],
  };
}
