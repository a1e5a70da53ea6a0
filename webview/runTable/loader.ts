import { placeInFilter, type Spark } from "../../src/shared/runTable";
import type { Change } from "../../src/shared/views/page";
import { Refused } from "../kit/host";
import { oneAtATime } from "../kit/oneAtATime";
import type { Board } from "./model/board";
import { filterWith } from "./model/chips";
import { source } from "./source";

export interface FilterError {
  readonly message: string;
  /** In what was typed; undefined when it names no place. */
  readonly place: number | undefined;
}

/** Brings rows, cells and sparklines to the board when they are wanted, and anew when they have changed. */
export type Loader = ReturnType<typeof createLoader>;

/** Columns are counted anew when runs have changed, but not more often than so. */
const columnsEvery = 4000;
/** In one answer of the runtime. */
const mostSparks = 200;
const mostCells = 900_000;

export function createLoader(board: Board, failed: (error: unknown) => void) {
  const levels = new Map<string, "last" | "all">();
  const sparks = new Map<string, Map<string, Spark>>();
  const askedSparks = new Set<string>();
  /** What is being asked, so that it is asked once. */
  const underWay = new Set<string>();
  let filterError: FilterError | undefined;
  /** Runs that have changed and were not read since. */
  const changed = new Set<string>();
  let reloads = 0;
  let isLoaded = false;
  let columnsTimer: ReturnType<typeof setTimeout> | undefined;
  let columnsAt = 0;
  let sparksCame: (key: string, runs: readonly string[]) => void = () => undefined;

  const filter = () => filterWith(board.state.filter, board.state.chips, Date.now());

  /** Rows and columns anew; what was there stays until they are here. False when the filter was refused. */
  async function reload(): Promise<boolean> {
    const turn = ++reloads;
    try {
      const table = await source.table(board.state.experiments, filter());
      if (turn !== reloads) return false; // a later one is on its way
      filterError = undefined;
      isLoaded = true;
      columnsAt = Date.now();
      const before = new Set(board.runs());
      const fresh = table.rows.filter(({ id }) => !before.has(id)).map(({ id }) => id);
      if (fresh.length > 0 && levels.size > 0) await readAgain(table.rows.map(({ id }) => id));
      if (turn !== reloads) return false;
      board.replace(table);
      await readBaseline();
      return true;
    } catch (error) {
      if (turn !== reloads) return false;
      if (!(error instanceof Refused) || error.status !== 400) throw error;
      filterError = { message: plain(error.message), place: placeInFilter(error.message, filter()) };
      board.update({});
      return false;
    }
  }

  /** The baseline stays in sight when the filter hides it. */
  async function readBaseline(): Promise<void> {
    const { baseline } = board.state;
    if (baseline === undefined || board.isShown(baseline)) return board.setOutside(undefined);
    const { rows } = await source.table(undefined, "", [baseline]);
    board.setOutside(rows[0]);
    if (rows[0] && levels.size > 0) await readCellsOf([baseline], [...levels.keys()]);
  }

  async function readCellsOf(runs: readonly string[], keys: readonly string[]): Promise<void> {
    for (const facts of ["last", "all"] as const) {
      const own = keys.filter((key) => (levels.get(key) ?? "last") === facts);
      const columnsAtOnce = Math.max(1, Math.floor(mostCells / Math.max(1, runs.length)));
      for (let at = 0; at < own.length; at += columnsAtOnce)
        board.cells.put(runs, await source.cells(runs, own.slice(at, at + columnsAtOnce), facts));
    }
    board.putCells([], []);
  }

  /** The columns that are in sight now are read for new rows; the others when they come into sight. */
  async function readAgain(runs: readonly string[]): Promise<void> {
    const { baseline } = board.state;
    const all = baseline === undefined || runs.includes(baseline) ? runs : [...runs, baseline];
    await readCellsOf(all, [...levels.keys()]);
  }

  /** One answer at a time, so that none overtakes a newer one. */
  const patch: () => Promise<void> = oneAtATime(async () => {
    const runs = [...changed];
    changed.clear();
    try {
      const before = reloads;
      const found = await source.table(board.state.experiments, filter(), runs);
      if (before !== reloads) {
        // the rows are on their way by themselves, but not what stands in their cells
        for (const id of runs) changed.add(id);
        void patch(); // after this
        return;
      }
      const here = found.rows.map(({ id }) => id);
      const { baseline } = board.state;
      if (baseline !== undefined && runs.includes(baseline) && !here.includes(baseline)) here.push(baseline);
      if (here.length > 0 && levels.size > 0) {
        const keys = [...levels.keys()];
        for (const facts of ["last", "all"] as const) {
          const own = keys.filter((key) => levels.get(key) === facts);
          if (own.length > 0) board.cells.put(here, await source.cells(here, own, facts));
        }
      }
      for (const id of runs) askedSparks.delete(id);
      for (const key of [...askedSparks]) if (here.some((id) => key.endsWith(` ${id}`))) askedSparks.delete(key);
      board.patch(runs, found);
      recountColumns();
    } catch (error) {
      failed(error);
    }
  });

  function recountColumns(): void {
    if (columnsTimer !== undefined) return;
    const wait = Math.max(0, columnsAt + columnsEvery - Date.now());
    columnsTimer = setTimeout(() => {
      columnsTimer = undefined;
      reload().catch(failed);
    }, wait);
  }

  return {
    reload,
    get filterError(): FilterError | undefined {
      return filterError;
    },
    get isLoaded(): boolean {
      return isLoaded;
    },
    readBaseline,

    /** Cells of these columns for every row, if they are not here yet. */
    async want(keys: readonly string[], isSeen = false): Promise<void> {
      const needs = new Map(
        keys.map((key) => [key, key.startsWith("metrics.") && board.show(key) !== "last" ? "all" : "last"] as const),
      );
      const missing = keys.filter(
        (key) =>
          key.includes(".") && !underWay.has(key) && levels.get(key) !== "all" && levels.get(key) !== needs.get(key),
      );
      if (missing.length === 0 || !isLoaded) return;
      // one answer at a time: what is asked while one is awaited is asked again when it is drawn
      if (isSeen && underWay.size > 0) return;
      for (const key of missing) {
        underWay.add(key);
        levels.set(key, needs.get(key) ?? "last");
      }
      try {
        await readAgainFor(missing);
      } catch (error) {
        for (const key of missing) levels.delete(key);
        throw error;
      } finally {
        for (const key of missing) underWay.delete(key);
      }
    },
    isRead: (key: string): boolean => !key.includes(".") || (levels.has(key) && !underWay.has(key)),

    onSparks(listener: (key: string, runs: readonly string[]) => void): void {
      sparksCame = listener;
    },
    spark: (metric: string, run: string): Spark | undefined => sparks.get(metric)?.get(run),
    /** Lines of these runs, if they are not here or have gone on. `key` is the column's. */
    async wantSparks(key: string, runs: readonly string[]): Promise<void> {
      const missing = runs
        .filter((run) => !askedSparks.has(`${key} ${run}`) && (board.cells.metric(key, run)?.count ?? 0) > 1)
        .slice(0, mostSparks);
      if (missing.length === 0) return;
      for (const run of missing) askedSparks.add(`${key} ${run}`);
      const found = await source.sparks(missing, key.slice("metrics.".length)).catch((error: unknown) => {
        for (const run of missing) askedSparks.delete(`${key} ${run}`);
        throw error;
      });
      const known = sparks.get(key) ?? new Map<string, Spark>();
      sparks.set(key, known);
      missing.forEach((run, i) => {
        const spark = found[i];
        if (spark) known.set(run, spark);
      });
      sparksCame(key, missing);
    },

    hear(changes: readonly Change[]): void {
      if (!isLoaded || changes.some(({ kind }) => kind === "all")) {
        askedSparks.clear();
        Promise.all([
          source.experiments().then(board.setExperiments),
          reload().then(() => readAgain(board.runs())),
        ]).catch(failed);
        return;
      }
      for (const { kind, id } of changes) if (kind === "run" || kind === "metrics") changed.add(id);
      if (changed.size > 0) void patch(); // says itself what failed
      if (changes.some(({ kind }) => kind === "experiment"))
        source.experiments().then(board.setExperiments).catch(failed);
    },
  };

  async function readAgainFor(keys: readonly string[]): Promise<void> {
    const { baseline } = board.state;
    const runs = board.runs();
    await readCellsOf(baseline === undefined || board.isShown(baseline) ? runs : [...runs, baseline], keys);
  }
}

/** `filter, character 17 ('>'): Expected …` is told as a sentence with its place at the end, as the field is right above. */
function plain(message: string): string {
  const found = /^filter(?:, character (\d+)(?: \('(.*)'\))?|, at its end)?: (.*)$/s.exec(message);
  if (!found) return message;
  const [, place, token, why = message] = found;
  if (place === undefined) return why;
  return token === undefined ? `${why}, at ${place}` : `${why}, found ${token} at ${place}`;
}
