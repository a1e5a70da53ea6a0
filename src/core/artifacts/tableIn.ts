import { readCsv } from "../csv/readCsv";

/** A table as text or numbers, whatever wrote it. */
export interface LoggedTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** There are more rows than were read. */
  readonly isCut: boolean;
}

const mostRows = 10_000;

/** CSV and TSV by their first line; JSON as pandas writes it: split (`mlflow.log_table`), records, or columns of lists. */
export function tableIn(text: string, kind: "csv" | "tsv" | "json"): LoggedTable | undefined {
  if (kind !== "json") {
    const [columns = [], ...rows] = readCsv(text, mostRows + 2, kind === "tsv" ? "\t" : ",");
    if (columns.length === 0 || rows.length === 0) return undefined;
    return { columns, rows: rows.slice(0, mostRows), isCut: rows.length > mostRows };
  }
  const value = parsed(text);
  return tableOf(value);
}

const textOrOdd = /"[^"\\]*(?:\\.[^"\\]*)*"?|-?\b(?:NaN|Infinity)\b/gs;

export function parsed(text: string): unknown {
  try {
    // pandas and numpy write what JSON has no word for; in a text it is part of the text
    return JSON.parse(text.replaceAll(textOrOdd, (found) => (found.startsWith('"') ? found : "null")));
  } catch {
    return undefined;
  }
}

export function tableOf(value: unknown): LoggedTable | undefined {
  if (Array.isArray(value)) return ofRecords(value);
  if (!isObject(value)) return undefined;
  if (Array.isArray(value.columns) && Array.isArray(value.data) && value.data.every(Array.isArray))
    return cut(value.columns.map(String), value.data as unknown[][]);
  const lists = Object.entries(value).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
  const [first] = lists;
  if (first === undefined || lists.length < 2 || lists.length !== Object.keys(value).length) return undefined;
  const length = first[1].length;
  if (length === 0 || lists.some(([, list]) => list.length !== length || list.some(Array.isArray))) return undefined;
  return cut(
    lists.map(([name]) => name),
    Array.from({ length }, (_, i) => lists.map(([, list]) => list[i])),
  );
}

function ofRecords(list: readonly unknown[]): LoggedTable | undefined {
  if (list.length === 0 || !list.every(isObject)) return undefined;
  const columns = [...new Set(list.slice(0, 200).flatMap(Object.keys))];
  return cut(
    columns,
    list.map((record) => columns.map((name) => (Object.hasOwn(record, name) ? record[name] : null))),
  );
}

function cut(columns: readonly string[], rows: readonly (readonly unknown[])[]): LoggedTable {
  return { columns, rows: rows.slice(0, mostRows), isCut: rows.length > mostRows };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
