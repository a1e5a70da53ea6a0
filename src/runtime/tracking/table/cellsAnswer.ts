import { type CellsQuery, type PackedCells, packCells } from "../../../shared/runTable";
import { pageSize, type SeriesColumn, type TextColumn } from "../../kernel/store/columns";
import type { Table } from "../../kernel/store/table";
import { createTurns } from "../../kernel/turns";
import { groupRows, type RowGroup } from "../cells";
import { columnOf } from "./columnKeys";
import type { ExtentPage, Extents } from "./extents";

/** Series looked up before others get their turn. */
const lookUps = 100;

/** The cells of some columns for some runs, in the order of both. */
export async function readCellsOf(table: Table, extents: Extents, query: CellsQuery): Promise<Uint8Array> {
  const { runs, columns, facts = "all" } = query;
  const takeTurn = createTurns();
  const packed: PackedCells[] = [];
  const ordinals = Int32Array.from(runs, (id) => table.ordinal(id) ?? -1);
  const groups = groupRows(ordinals).filter(({ page }) => page >= 0);
  for (const key of columns) {
    const { kind, column } = columnOf(table, key);
    if (kind === "metric") {
      const cells = emptyMetric(key, runs.length);
      if (column)
        await fillMetric(cells, {
          table,
          series: key.slice(key.indexOf(".") + 1),
          column,
          groups,
          extents,
          facts,
          takeTurn,
        });
      packed.push(cells);
    } else packed.push({ key, kind, ...textCells(column, groups, runs.length) });
    await takeTurn();
  }
  return packCells(runs.length, facts, packed);
}

/** Only the words that are used. */
function textCells(
  column: TextColumn | undefined,
  groups: readonly RowGroup[],
  rows: number,
): { words: string[]; codes: Uint32Array } {
  const words: string[] = [];
  const own = new Uint32Array(rows);
  if (!column) return { words, codes: own };
  const known = new Uint32Array(column.words.length + 1);
  for (const { page, offsets, places } of groups) {
    const codes = column.pages[page];
    if (codes === undefined) continue;
    for (let i = 0; i < offsets.length; i++) {
      const code = codes[offsets[i] as number] as number;
      if (code === 0) continue;
      if (known[code] === 0) known[code] = words.push(column.words[code - 1] as string);
      own[places[i] as number] = known[code] as number;
    }
  }
  return { words, codes: own };
}

interface MetricWork {
  readonly table: Table;
  readonly series: string;
  readonly column: SeriesColumn;
  readonly groups: readonly RowGroup[];
  readonly extents: Extents;
  readonly facts: "all" | "last";
  readonly takeTurn: () => Promise<void>;
}

type Metric = ReturnType<typeof emptyMetric>;

function emptyMetric(key: string, rows: number) {
  const numbers = () => new Float64Array(rows);
  return {
    key,
    kind: "metric" as const,
    count: new Uint32Array(rows),
    last: numbers(),
    lastStep: numbers(),
    min: numbers(),
    max: numbers(),
    minStep: numbers(),
    maxStep: numbers(),
    firstStep: numbers(),
  };
}

async function fillMetric(cells: Metric, work: MetricWork): Promise<void> {
  const { table, series, column, groups, extents, facts, takeTurn } = work;
  let looked = 0;
  for (const { page, offsets, places } of groups) {
    const points = column.pages[page];
    if (points === undefined) continue;
    let own: ExtentPage | undefined;
    for (let i = 0; i < offsets.length; i++) {
      const offset = offsets[i] as number;
      const count = points.counts[offset] as number;
      if (count === 0) continue;
      const place = places[i] as number;
      cells.count[place] = count;
      cells.last[place] = points.values[offset] as number;
      cells.lastStep[place] = points.steps[offset] as number;
      if (facts === "last") continue;
      if (count === 1) {
        fillOnly(cells, place);
        continue;
      }
      own ??= extents.page(series, page);
      if (own.counts[offset] !== count) {
        extents.refresh(own, offset, series, table.id(page * pageSize + offset) ?? "", count);
        if (++looked % lookUps === 0) await takeTurn();
      }
      cells.min[place] = own.min[offset] as number;
      cells.max[place] = own.max[offset] as number;
      cells.minStep[place] = own.minStep[offset] as number;
      cells.maxStep[place] = own.maxStep[offset] as number;
      cells.firstStep[place] = own.firstStep[offset] as number;
    }
  }
}

/** One point is the lowest, the highest and the last. */
function fillOnly(cells: Metric, place: number): void {
  const value = cells.last[place] as number;
  const step = cells.lastStep[place] as number;
  const known = Number.isFinite(value);
  cells.min[place] = cells.max[place] = known ? value : Number.NaN;
  cells.minStep[place] = cells.maxStep[place] = known ? step : Number.NaN;
  cells.firstStep[place] = step;
}
