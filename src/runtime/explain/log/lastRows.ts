import { endsBefore } from "../../kernel/frames/loggedFiles";
import { logFiles, openLogFile } from "./logFiles";
import { findHead, type LoggedRow, type LogHead, readRow } from "./logLines";

export interface LogSpan {
  /** `.tidemark/predictions/ENDPOINT` */
  readonly folder: string;
  /** Milliseconds since 1970. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly most: number;
}

interface Logged {
  readonly head: LogHead;
  readonly row: LoggedRow;
}

export interface LastRows {
  readonly rows: readonly Logged[];
  /** There were more. */
  readonly isCut: boolean;
}

const window = 1024 * 1024;

/** What was predicted last, the newest first. `isWanted`: of some heads and rows alone. */
export function lastRows(
  { folder, from = 0, to = Number.POSITIVE_INFINITY, most }: LogSpan,
  isWanted: (head: LogHead, row: LoggedRow) => boolean = () => true,
): LastRows {
  let rows: Logged[] = [];
  let isCut = false;
  for (const path of logFiles(folder)) {
    // of several processes that write side by side an older file may have newer rows
    const oldest = rows.length >= most ? rows.at(-1)?.row.at : undefined;
    if (endsBefore(path, isCut ? (oldest ?? from) : from)) continue;
    const own: Logged[] = [];
    for (const logged of rowsFromEnd(path)) {
      const { head, row } = logged;
      if (row.at >= to) continue;
      if (row.at < from) break;
      if (!isWanted(head, row)) continue;
      if (own.length >= most || (oldest !== undefined && row.at <= oldest)) {
        isCut = true;
        break;
      }
      own.push(logged);
    }
    if (own.length === 0) continue;
    rows = rows.length === 0 ? own : [...rows, ...own].sort((a, b) => b.row.at - a.row.at);
    if (rows.length > most) isCut = true;
    rows = rows.slice(0, most);
  }
  return { rows, isCut };
}

/** The rows of a file, the last first. */
function* rowsFromEnd(path: string): Iterable<Logged> {
  const file = openLogFile(path);
  const heads = new Map<number, LogHead | undefined>();
  try {
    let rest = Buffer.alloc(0);
    for (let end = file.size; end > 0; end -= window) {
      const start = Math.max(0, end - window);
      const bytes = Buffer.concat([file.read(start, end), rest]);
      const first = start === 0 ? 0 : bytes.indexOf(10) + 1;
      if (first === 0 && start > 0) {
        rest = bytes; // a line longer than the window
        continue;
      }
      rest = bytes.subarray(0, first);
      for (const line of bytes.toString("utf8", first).split("\n").reverse()) {
        const row = readRow(line);
        if (row === undefined) continue;
        if (!heads.has(row.head)) heads.set(row.head, findHead(file, row.head));
        const head = heads.get(row.head);
        if (head !== undefined) yield { head, row };
      }
    }
  } finally {
    file.close();
  }
}
