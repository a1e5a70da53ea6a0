import type { Frame, FrameColumn } from "../../../core/frame/frame";
import { targetOf } from "../../../core/frame/parquet/decodeChunk";
import { finishColumn } from "../../../core/frame/parquet/finishColumn";
import { pandasNote } from "../../../core/frame/parquet/pandasNote";
import { type ColumnPlan, type PlannedColumn, tableColumns } from "../../../core/frame/parquet/planColumns";
import { chooseColumns, type Wanted } from "./chooseColumns";
import { shareWork } from "./helpers";
import { makeTargets, openParquet, openParquetUnits, packedBytes, planOf } from "./parquetUnits";

/** Bytes from which on a second thread has started before the first one is done. */
const worthHelp = 24 * 1024 * 1024;

export async function readParquetFrame(path: string, columns: Wanted | undefined, threads: number): Promise<Frame> {
  const opened = openParquet(path);
  try {
    const { file } = opened;
    const all = Array.isArray(columns)
      ? file.columns.map(({ name }) => name)
      : tableColumns(file, pandasNote(file.footer));
    const names = chooseColumns(path, all, columns);
    const plan = planOf(file, names);
    const used = packedBytes(file, plan) > worthHelp ? threads : 1;
    const targets = makeTargets(file, plan, used > 1);
    const units = { path, names, targets };
    const { count, read, longs } = openParquetUnits(units, opened);
    const parts = await shareWork(count, used, (next) => ({ kind: "parquet", units, next }), read);
    const rows = file.groups.map((group) => group.rows);
    const made = new Map<string, FrameColumn>();
    plan.ours.forEach((column: PlannedColumn, i) => {
      const own = parts.slice(i * rows.length, (i + 1) * rows.length);
      const target = targetOf(column.type, targets[i] as ArrayBufferLike);
      const isLong = own.some((part) => part.isLong) && own.every((part) => part.nulls === 0);
      made.set(column.name, finishColumn(column, target, own, rows, plan.note, isLong ? longs(column) : undefined));
    });
    if (plan.others.length > 0) {
      const { readOtherColumns } = await import("./otherColumns"); // it is large, and seldom needed
      for (const column of await readOtherColumns(path, plan.others)) made.set(column.name, withNote(column, plan));
    }
    return { rows: file.rows, columns: names.map((name) => made.get(name) as FrameColumn) };
  } finally {
    opened.close();
  }
}

function withNote(column: FrameColumn, { note }: ColumnPlan): FrameColumn {
  const own = note.dtypes.get(column.name);
  return own === undefined ? column : { ...column, dtype: own };
}
