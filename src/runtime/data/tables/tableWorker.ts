import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { startParquet } from "../../../core/table/parquetWriter";
import { compareColumns } from "../../../core/table/summary/compareColumns";
import { commonRows } from "../../../core/table/summary/rowSet";
import type { TableDiff, TableSize } from "../../../core/table/summary/tableDiff";
import { columnsOf, type TableFile, type Tallied, tallyFile } from "./summarizeFile";

export interface TableTask {
  readonly before?: TableFile;
  readonly after?: TableFile;
}

export type FromTables = { readonly diff: TableDiff } | { readonly failed: string };

const port = parentPort;
if (port) {
  compare(workerData as TableTask)
    .then((diff): FromTables => ({ diff }))
    .catch((error: unknown): FromTables => ({ failed: error instanceof Error ? error.message : String(error) }))
    .then((answer) => port.postMessage(answer))
    .finally(() => port.close());
}

async function compare({ before, after }: TableTask): Promise<TableDiff> {
  if ([before, after].some((each) => each?.format === "parquet"))
    startParquet(readFileSync(join(__dirname, "parquet_wasm_bg.wasm")));
  const both = before && after ? await Promise.all([columnsOf(before), columnsOf(after)]) : undefined;
  const shared = both ? both[0].filter((name) => both[1].includes(name)) : [];
  const was = before && (await tallyFile(before, shared));
  const is = after && (await tallyFile(after, shared));
  const [old, fresh] = [was?.tally.summary(), is?.tally.summary()];
  // of a table that was cut, or that has another set of columns throughout, rows cannot be told apart
  const canCount = was && is && !was.isCut && !is.isCut && shared.length > 0;
  const common = canCount ? commonRows(was.tally.rows.sorted(), is.tally.rows.sorted()) : undefined;
  return {
    ...(was && old && { before: sizeOf(was, old.columns.length) }),
    ...(is && fresh && { after: sizeOf(is, fresh.columns.length) }),
    ...(was &&
      is &&
      common !== undefined && {
        rows: { added: is.tally.rows.size - common, removed: was.tally.rows.size - common, common },
      }),
    columns: compareColumns(old, fresh),
  };
}

function sizeOf({ tally, isCut }: Tallied, columns: number): TableSize {
  return { rows: tally.rows.size, columns, isCut };
}
