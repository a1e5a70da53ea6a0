import type { LogBytes } from "./logFiles";

/** What a variant's rows mean, from its line in the log. */
export interface LogHead {
  readonly number: number;
  readonly endpoint: string;
  readonly variant: string;
  readonly model: string;
  readonly version: string;
  readonly columns: readonly string[];
  readonly redacted: readonly string[];
}

/** A prediction as it was logged. */
export interface LoggedRow {
  readonly head: number;
  readonly at: number;
  readonly request: string;
  /** HTTP's code: of what the model answered 200. */
  readonly code: number;
  readonly prediction: unknown;
  readonly probabilities: unknown;
  readonly features: readonly unknown[];
}

const fields = 7;

/** Undefined for what is no row: another line, or half of one. */
export function readRow(line: string): LoggedRow | undefined {
  if (!line.startsWith("[")) return undefined;
  try {
    const cells = JSON.parse(line) as readonly unknown[];
    const [head, at, request, , code, prediction, probabilities] = cells;
    return {
      head: Number(head),
      at: Number(at),
      request: String(request),
      code: Number(code),
      prediction,
      probabilities,
      features: cells.slice(fields),
    };
  } catch {
    return undefined; // the process died in the middle of it, or is in the middle of it
  }
}

export function readHead(line: string): LogHead | undefined {
  if (!line.startsWith('{"format":"tidemark predictions 1"')) return undefined;
  try {
    return JSON.parse(line) as LogHead;
  } catch {
    return undefined;
  }
}

const window = 1024 * 1024;
const mark = '{"format":"tidemark predictions 1","number":';

/** The line that says what rows of this number mean: it stands before the first of them. */
export function findHead(file: LogBytes, number: number): LogHead | undefined {
  const wanted = Buffer.from(`${mark}${number},`);
  for (let from = 0; from < file.size; from += window) {
    const bytes = file.read(from, Math.min(file.size, from + window + wanted.length));
    const at = bytes.indexOf(wanted);
    if (at < 0) continue;
    for (let length = 4096; ; length *= 4) {
      const line = file.read(from + at, Math.min(file.size, from + at + length));
      const end = line.indexOf(10);
      if (end >= 0) return readHead(line.toString("utf8", 0, end));
      if (from + at + length >= file.size) return undefined;
    }
  }
  return undefined;
}
