import { ApiError } from "../../../shared/apiError";
import { type LogBytes, logFiles, logFolders, openLogFile } from "./logFiles";
import { findHead, type LoggedRow, type LogHead, readRow } from "./logLines";

/** A logged prediction, and what its row means. */
export interface FoundRequest {
  readonly head: LogHead;
  readonly row: LoggedRow;
  readonly folder: string;
}

/** Of the first look, at the end; each further one takes in twice as much. */
const firstWindow = 256 * 1024;
const largestWindow = 8 * 1024 * 1024;

/**
 * The prediction that answered a request: most who ask want one of the last minutes, so the newest files are looked through from their
 * ends. `which`: of a request with several rows, from 0.
 */
export function findRequest(root: string, request: string, which = 0): FoundRequest {
  for (const folder of logFolders(root))
    for (const path of logFiles(folder)) {
      const file = openLogFile(path);
      try {
        const rows = rowsOf(file, request, which);
        const row = rows[which];
        if (row === undefined && rows.length > 0)
          throw new ApiError("RESOURCE_DOES_NOT_EXIST", `Request '${request}' has ${rows.length} rows, the first is 0`);
        const head = row && findHead(file, row.head);
        if (row !== undefined && head !== undefined) return { head, row, folder };
      } finally {
        file.close();
      }
    }
  throw new ApiError(
    "RESOURCE_DOES_NOT_EXIST",
    `Request '${request}' is in no prediction log: predictions are kept where the deployment's file has logging.predictions, and of those a share`,
  );
}

/** A request's rows stand one behind the other. */
function rowsOf(file: LogBytes, request: string, which: number): LoggedRow[] {
  const wanted = Buffer.from(JSON.stringify(request));
  let window = firstWindow;
  for (let to = file.size; to > 0; to -= window) {
    if (to < file.size) window = Math.min(window * 2, largestWindow);
    const from = Math.max(0, to - window);
    const bytes = file.read(from, Math.min(file.size, to + wanted.length));
    for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) {
      const line = lineAround(file, from + at);
      if (readRow(line.text)?.request === request) return rowsAround(file, request, line, which);
    }
  }
  return [];
}

interface Line {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

function lineAround(file: LogBytes, place: number): Line {
  for (let reach = 4096; ; reach *= 8) {
    const from = Math.max(0, place - reach);
    const bytes = file.read(from, Math.min(file.size, place + reach));
    const before = bytes.lastIndexOf(10, place - from);
    const after = bytes.indexOf(10, place - from);
    const isWhole = (before >= 0 || from === 0) && (after >= 0 || place + reach >= file.size);
    if (!isWhole) continue;
    const end = after < 0 ? bytes.length : after;
    return { text: bytes.toString("utf8", before + 1, end), from: from + before + 1, to: from + end };
  }
}

function rowsAround(file: LogBytes, request: string, found: Line, which: number): LoggedRow[] {
  let first = found;
  while (first.from > 1) {
    const before = lineAround(file, first.from - 2);
    if (readRow(before.text)?.request !== request) break;
    first = before;
  }
  const rows: LoggedRow[] = [];
  for (let line = first; ; line = lineAround(file, line.to + 1)) {
    const row = readRow(line.text);
    if (row?.request !== request) return rows;
    rows.push(row);
    if (rows.length > which || line.to + 1 >= file.size) return rows;
  }
}
