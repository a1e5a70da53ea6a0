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

export interface LastRows {
  readonly rows: readonly { readonly head: LogHead; readonly row: LoggedRow }[];
  /** There were more. */
  readonly isCut: boolean;
}

const window = 1024 * 1024;

/** What was predicted last, the newest first. `isWanted`: of some heads and rows alone. */
export function lastRows(
  { folder, from = 0, to = Number.POSITIVE_INFINITY, most }: LogSpan,
  isWanted: (head: LogHead, row: LoggedRow) => boolean = () => true,
): LastRows {
  const rows: { head: LogHead; row: LoggedRow }[] = [];
  for (const path of logFiles(folder)) {
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
        const lines = bytes.toString("utf8", first).split("\n");
        for (const line of lines.reverse()) {
          const row = readRow(line);
          if (row === undefined || row.at >= to) continue;
          if (row.at < from) return { rows, isCut: false };
          if (!heads.has(row.head)) heads.set(row.head, findHead(file, row.head));
          const head = heads.get(row.head);
          if (head === undefined || !isWanted(head, row)) continue;
          if (rows.length >= most) return { rows, isCut: true };
          rows.push({ head, row });
        }
      }
    } finally {
      file.close();
    }
  }
  return { rows, isCut: false };
}
