import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { csvRows } from "../../../core/csv/csvRows";
import { openParquetRows } from "../../../core/table/parquetRows";
import { createTableTally, type TableTally, uniqueNames } from "../../../core/table/summary/tallyTable";
import { fileParts } from "../../kernel/fileParts";

export interface TableFile {
  readonly path: string;
  readonly format: "csv" | "tsv" | "parquet";
}

export interface Tallied {
  readonly tally: TableTally;
  readonly isCut: boolean;
}

/** More rows are not read: a page has to answer within some seconds. */
export const mostRows = 2_000_000;
const sniffed = 64 * 1024;

/** The names of a table's columns, from its first bytes. */
export async function columnsOf({ path, format }: TableFile): Promise<string[]> {
  if (format === "parquet") return uniqueNames(await withRows(path, async ({ columns }) => columns));
  let names: string[] | undefined;
  const rows = csvRows(format === "tsv" ? "\t" : ",", (cells) => {
    names ??= cells;
  });
  for await (const chunk of createReadStream(path, { encoding: "utf8", highWaterMark: sniffed })) {
    rows.push(withoutMark(chunk as string, names === undefined));
    if (names) break;
  }
  if (!names) rows.end();
  return uniqueNames(names ?? []);
}

export async function tallyFile(file: TableFile, shared: readonly string[]): Promise<Tallied> {
  const tally = createTableTally(shared);
  const isCut = await (file.format === "parquet" ? tallyParquet(file, tally) : tallyText(file, tally));
  return { tally, isCut };
}

async function tallyText({ path, format }: TableFile, tally: TableTally): Promise<boolean> {
  let isHead = true;
  let isCut = false;
  const rows = csvRows(format === "tsv" ? "\t" : ",", (cells) => {
    if (isHead) tally.head(cells);
    else if (tally.rows.size < mostRows) tally.textRow(cells);
    else isCut = true;
    isHead = false;
  });
  let isFirst = true;
  for await (const chunk of createReadStream(path, { encoding: "utf8", highWaterMark: 1024 * 1024 })) {
    rows.push(withoutMark(chunk as string, isFirst));
    isFirst = false;
    if (isCut) return true;
  }
  rows.end();
  return isCut;
}

function withoutMark(text: string, isFirst: boolean): string {
  return isFirst && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

async function tallyParquet({ path }: TableFile, tally: TableTally): Promise<boolean> {
  return withRows(path, async (rows) => {
    tally.head(rows.columns);
    await rows.read((values) => {
      tally.row(values);
      return tally.rows.size < mostRows;
    });
    return rows.total > tally.rows.size;
  });
}

type Rows = Awaited<ReturnType<typeof openParquetRows>>;

async function withRows<T>(path: string, use: (rows: Rows) => Promise<T>): Promise<T> {
  const handle = await open(path);
  try {
    return await use(await openParquetRows(fileParts(handle, (await handle.stat()).size)));
  } finally {
    await handle.close();
  }
}
