import { type Direction, guessDirection, isBetter } from "../../../src/core/metrics/direction";
import { decimalsOf, type Spread, spreadOf } from "../../../src/core/metrics/precision";
import type { ExperimentSummary } from "../../../src/shared/runs";
import { type CellColumn, numberIn, type RunRow, type RunTable } from "../../../src/shared/runTable";
import { type Cells, createCells, type Show, shownOf } from "./cells";
import { type Column, columnsOf, visibleColumns } from "./columns";
import { arrange, type Line } from "./lines";
import { type SortValue, sortRuns } from "./sorting";
import type { State } from "./state";

/** What a number column is drawn with, over all rows that are shown. */
export interface Facts {
  readonly decimals: number;
  readonly best: number;
  /** Some run has more than one point: there is a line to draw. */
  readonly hasHistory: boolean;
  /** The longest of what stands in the cells, to be measured. */
  readonly longest: string;
}

/** Of a column whose cells were not read yet. */
const noFacts: Facts = { decimals: 0, best: Number.NaN, hasHistory: false, longest: "" };

/** Everything that is shown, and how it follows from what was read and what was chosen. Knows nothing of the screen. */
export type Board = ReturnType<typeof createBoard>;

export function createBoard(first: State) {
  let state = first;
  let experiments: readonly ExperimentSummary[] = [];
  let table: Pick<RunTable, "total" | "statuses"> = { total: 0, statuses: noStatuses() };
  let rows = new Map<string, RunRow>();
  let columns: readonly Column[] = [];
  /** Not among the rows because the filter hides it. */
  let outside: RunRow | undefined;
  const cells: Cells = createCells();
  const listeners = new Set<() => void>();
  /** Grows when rows change; what cells a column has is counted by the column. */
  let version = 0;
  const cache = new Map<string, { on: readonly unknown[]; value: unknown }>();

  /** What follows from other things is worked out when it is asked for, and again when one of them has changed. */
  function once<T>(name: string, on: readonly unknown[], make: () => T): T {
    const known = cache.get(name);
    if (known && known.on.length === on.length && known.on.every((each, i) => Object.is(each, on[i])))
      return known.value as T;
    const value = make();
    cache.set(name, { on, value });
    return value;
  }

  function changed(): void {
    for (const listener of listeners) listener();
  }

  function valueAt(key: string, run: string): SortValue {
    const row = rows.get(run);
    switch (key) {
      case "name":
        return row?.name;
      case "status":
        return row?.status;
      case "start_time":
        return row?.start_time;
      case "duration":
        return row && durationOf(row, Date.now());
      case "experiment":
        return row && experimentName(row.experiment_id);
      case "user":
      case "source":
      case "branch":
      case "commit":
        return row?.[key];
      default:
        return cellValue(key, run);
    }
  }

  /** What the order of rows hangs on, as one text. */
  function sortStamp(): string {
    const { sort, group, looks } = state;
    const keys = [...sort.map(({ key }) => key), ...(group === undefined ? [] : [group])];
    return JSON.stringify([sort, keys.map((key) => [cells.stamp(key), looks[key]])]);
  }

  function cellValue(key: string, run: string): SortValue {
    if (key.startsWith("metrics.")) return board.number(key, run);
    const text = cells.text(key, run);
    return text === undefined ? undefined : (numberIn(text) ?? text);
  }

  function experimentName(id: string): string {
    return experiments.find((each) => each.id === id)?.name ?? id;
  }

  const board = {
    cells,
    onChange: (listener: () => void): void => void listeners.add(listener),
    get state(): State {
      return state;
    },
    get experiments(): readonly ExperimentSummary[] {
      return experiments;
    },
    get total(): number {
      return table.total;
    },
    get statuses(): RunTable["statuses"] {
      return table.statuses;
    },
    get version(): number {
      return version;
    },
    get columns(): readonly Column[] {
      return columns;
    },
    get rowCount(): number {
      return rows.size;
    },
    /** Changes what a person chose. */
    update(part: Partial<State>): void {
      state = { ...state, ...part };
      changed();
    },
    /** Without a sound: where the table stands is nobody's news. */
    remember(part: Pick<State, "top" | "left">): void {
      state = { ...state, ...part };
    },
    /** As `update`, for what may be taken away again. */
    without(...names: readonly ("group" | "baseline" | "view")[]): void {
      const next = { ...state };
      for (const name of names) delete next[name];
      state = next;
      changed();
    },

    setExperiments(next: readonly ExperimentSummary[]): void {
      experiments = next;
      changed();
    },
    replace(next: RunTable): void {
      table = next;
      rows = new Map(next.rows.map((row) => [row.id, row]));
      columns = columnsOf(next.columns, next.rows.length);
      version++;
      const gone = state.selected.filter((id) => !rows.has(id));
      if (gone.length > 0) state = { ...state, selected: state.selected.filter((id) => rows.has(id)) };
      changed();
    },
    /** Takes what is now known of these runs; those that are not among `found` are gone or match no more. */
    patch(asked: readonly string[], found: RunTable): void {
      table = found;
      const fresh = found.rows.filter(({ id }) => !rows.has(id));
      const here = new Set(found.rows.map(({ id }) => id));
      const gone = asked.filter((id) => rows.has(id) && !here.has(id));
      for (const row of found.rows) if (rows.has(row.id)) rows.set(row.id, row);
      for (const id of gone) rows.delete(id);
      if (fresh.length > 0) {
        const all = [...fresh, ...rows.values()].sort((a, b) => b.start_time - a.start_time);
        rows = new Map(all.map((row) => [row.id, row]));
      }
      if (gone.length > 0) state = { ...state, selected: state.selected.filter((id) => rows.has(id)) };
      version++;
      changed();
    },
    setOutside(row: RunRow | undefined): void {
      outside = row;
      changed();
    },
    putCells(runs: readonly string[], answered: readonly CellColumn[]): void {
      cells.put(runs, answered);
      changed();
    },

    row: (run: string): RunRow | undefined => rows.get(run) ?? (outside?.id === run ? outside : undefined),
    isShown: (run: string): boolean => rows.has(run),
    experimentName,
    /** Ids, newest first. */
    runs: (): string[] => once("runs", [version], () => [...rows.keys()]),

    direction(key: string): Direction {
      return state.looks[key]?.direction ?? guessDirection(key.slice(key.indexOf(".") + 1));
    },
    show: (key: string): Show => state.looks[key]?.show ?? "last",
    /** The number of a metric that its column shows; undefined when the run has not this metric. */
    number(key: string, run: string): number | undefined {
      const cell = cells.metric(key, run);
      return cell && shownOf(cell, board.show(key), board.direction(key));
    },
    visible(): readonly Column[] {
      const { mode, shown, hidden, order, looks } = state;
      const count = new Set(state.experiments ?? []).size;
      const { group } = state;
      return once("visible", [columns, mode, shown, hidden, order, looks, count, group], () =>
        // what the runs are grouped by stands in the heads of the groups
        visibleColumns(columns, { mode, shown, hidden, order, looks }, count).filter(({ key }) => key !== group),
      );
    },
    lines(): readonly Line[] {
      const { sort, group, closed, isNested, baseline } = state;
      return once("lines", [version, sortStamp(), group, closed, isNested, baseline], () => {
        const keys = sort.map(({ key, descending }) => ({ read: (run: string) => valueAt(key, run), descending }));
        const sorted = sortRuns(board.runs(), keys);
        return arrange({
          runs: sorted.filter((run) => run !== baseline),
          groupOf:
            group === undefined
              ? undefined
              : (run) => (group.includes(".") ? cells.text(group, run) : textOf(valueAt(group, run))),
          parentOf: isNested && group === undefined ? (run) => rows.get(run)?.parent : undefined,
          closed: new Set(closed),
        });
      });
    },
    selection(): ReadonlySet<string> {
      return once("selection", [state.selected], () => new Set(state.selected));
    },
    /** Selected runs in the order they stand in. */
    selected(): string[] {
      const { selected } = state;
      return once("selected", [state.selected, board.lines()], () => {
        const places = new Map(board.shownRuns().map((run, i) => [run, i]));
        return [...selected].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
      });
    },
    /** Runs in the order of the screen, the pinned baseline first, closed groups too. */
    shownRuns(): readonly string[] {
      const { baseline } = state;
      return once("shownRuns", [board.lines(), baseline, version], () => {
        const first = baseline !== undefined && rows.has(baseline) ? [baseline] : [];
        const { sort } = state;
        const keys = sort.map(({ key, descending }) => ({ read: (run: string) => valueAt(key, run), descending }));
        const lines = state.closed.length === 0 ? board.lines() : [];
        if (lines.length > 0) return [...first, ...lines.flatMap((line) => (line.kind === "run" ? [line.run] : []))];
        return [...first, ...sortRuns(board.runs(), keys).filter((run) => run !== baseline)];
      });
    },

    facts(column: Column): Facts {
      const { key } = column;
      return once(`facts ${key}`, [version, cells.stamp(key), state.looks[key], state.baseline], () =>
        !cells.has(key) ? noFacts : column.kind === "metric" ? metricFacts(key) : textFacts(key),
      );
    },
    /** How much worse or better than the baseline; NaN when there is nothing to tell. */
    delta(key: string, run: string): number {
      if (state.baseline === undefined || state.baseline === run) return Number.NaN;
      const own = board.number(key, run);
      const other = board.number(key, state.baseline);
      return own === undefined || other === undefined ? Number.NaN : own - other;
    },
    spread(key: string, group: Extract<Line, { kind: "group" }>): Spread | undefined {
      return once(`spread ${key} ${group.key}`, [version, cells.stamp(key), group, state.looks[key]], () =>
        spreadOf(
          group.runs.flatMap((run) => {
            const value = key === "duration" ? valueAt(key, run) : cellValue(key, run);
            return typeof value === "number" ? [value] : [];
          }),
        ),
      );
    },
    valueAt,
  };

  function metricFacts(key: string): Facts {
    const direction = board.direction(key);
    const numbers: number[] = [];
    let best = Number.NaN;
    let hasHistory = false;
    const look = (run: string): void => {
      const cell = cells.metric(key, run);
      if (cell === undefined) return;
      const value = shownOf(cell, board.show(key), direction);
      numbers.push(value);
      if (cell.count > 1) hasHistory = true;
      // what has run away to infinity is no best
      if (Number.isFinite(value) && isBetter(value, best, direction)) best = value;
    };
    for (const run of rows.keys()) look(run);
    if (state.baseline !== undefined && !rows.has(state.baseline)) look(state.baseline);
    const decimals = decimalsOf(numbers);
    // a column of one value has no best
    const isAlone = numbers.length < 2 || numbers.every((value) => Object.is(value, numbers[0]));
    return { decimals, best: isAlone ? Number.NaN : best, hasHistory, longest: longestNumber(numbers, decimals) };
  }

  function textFacts(key: string): Facts {
    let longest = "";
    for (const run of rows.keys()) {
      const text = cells.text(key, run) ?? "";
      if (text.length > longest.length) longest = text;
    }
    return { decimals: 0, best: Number.NaN, hasHistory: false, longest };
  }

  return board;
}

/** The widest of numbers with the same decimals is the lowest or the highest; exponents have a width of their own. */
function longestNumber(numbers: readonly number[], decimals: number): string {
  let low = 0;
  let high = 0;
  let hasExponent = false;
  for (const value of numbers) {
    if (!Number.isFinite(value)) continue;
    const size = Math.abs(value);
    if (size >= 1e6 || (size > 0 && size < 0.5 * 10 ** -decimals)) hasExponent = true;
    else if (value < low) low = value;
    else if (value > high) high = value;
  }
  const candidates = [`${low < 0 ? "−" : ""}${Math.abs(low).toFixed(decimals)}`, high.toFixed(decimals)];
  if (hasExponent) candidates.push("−1.234e-10");
  return candidates.reduce((a, b) => (b.length > a.length ? b : a));
}

export function durationOf(row: RunRow, now: number): number | undefined {
  if (row.end_time !== undefined) return Math.max(0, row.end_time - row.start_time);
  return row.status === "RUNNING" ? Math.max(0, now - row.start_time) : undefined;
}

function textOf(value: SortValue): string | undefined {
  return value === undefined ? undefined : String(value);
}

function noStatuses(): RunTable["statuses"] {
  return { RUNNING: 0, SCHEDULED: 0, FINISHED: 0, FAILED: 0, KILLED: 0 };
}
