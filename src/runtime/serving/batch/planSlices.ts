import type { Source } from "../../../core/table/parquetFile";
import { ParquetFault, readParquetFile } from "../../../core/table/parquetFile";
import { BatchRefusal, type BatchTask, nameOf, type Plan, type Slice } from "./batchTask";

/** Cells that a worker holds at a time. */
const mostCells = 2_000_000;
const mostRows = 200_000;
const textBytes = 4 * 1024 * 1024;

/** Cuts the input into pieces that are worked on one by one; the same input is always cut the same way. */
export function planSlices(task: BatchTask, source: Source, workers: number): Plan {
  if (source.size === 0) throw new BatchRefusal(`${nameOf(task.input)} is empty`);
  if (task.input.format === "parquet")
    return { slices: rowSlices(task, source, workers), header: undefined, newline: "\n" };
  return textPlan(task, source);
}

function rowSlices({ input }: BatchTask, source: Source, workers: number): Slice[] {
  try {
    const { groups, columns } = readParquetFile(source);
    const most = Math.max(1000, Math.min(mostRows, Math.floor(mostCells / Math.max(1, columns.length))));
    const slices: Slice[] = [];
    let before = 0;
    groups.forEach(({ rows }, group) => {
      const least = Math.ceil(rows / most);
      // as many for each worker, where there is enough for all
      const count = groups.length === 1 && rows > 1000 * workers ? Math.ceil(least / workers) * workers : least;
      for (let i = 0; i < count; i++) {
        const [from, to] = [Math.floor((rows * i) / count), Math.floor((rows * (i + 1)) / count)];
        slices.push({ kind: "rows", group, from, rows: to - from, before: before + from });
      }
      before += rows;
    });
    return slices;
  } catch (error) {
    if (error instanceof ParquetFault) throw new BatchRefusal(`${nameOf(input)}: ${error.message}`);
    throw error;
  }
}

const [lineFeed, quote] = [10, 34];

/** At the end of a line, and in CSV of one that is not between quotes. */
function textPlan({ input }: BatchTask, source: Source): Plan {
  const isCsv = input.format === "csv";
  const cuts: number[] = [];
  let header: string | undefined;
  let start = 0;
  let isQuoted = false;
  let since = 0;
  for (let at = 0; at < source.size; at += textBytes) {
    const bytes = Buffer.from(source.read(at, textBytes).buffer);
    let from = 0;
    if (isCsv && header === undefined) {
      const end = endOfLine(bytes, 0, false);
      if (end.at < 0 && bytes.length < source.size)
        throw new BatchRefusal(
          `${nameOf(input)}: its first line, which names the columns, is longer than ${textBytes} bytes`,
        );
      from = end.at < 0 ? bytes.length : end.at + 1;
      header = bytes
        .subarray(0, from)
        .toString("utf8")
        .replace(/^\ufeff/, "")
        .replace(/\r?\n$/, "");
      start = from;
      since = start;
    }
    if (isCsv) {
      const cut = lastCut(bytes, from, isQuoted);
      isQuoted = cut.isQuoted;
      if (cut.at >= 0 && at + cut.at + 1 - since >= 1) cuts.push(at + cut.at + 1);
    } else {
      const cut = bytes.lastIndexOf(lineFeed);
      if (cut >= 0) cuts.push(at + cut + 1);
    }
    since = cuts.at(-1) ?? since;
  }
  const ends = [...new Set([...cuts.filter((cut) => cut > start), source.size])];
  const slices = ends.map((to, i): Slice => ({ kind: "bytes", from: i === 0 ? start : (ends[i - 1] as number), to }));
  const newline =
    header !== undefined && Buffer.from(source.read(Math.max(0, start - 2), 2)).toString() === "\r\n" ? "\r\n" : "\n";
  return { slices: slices.filter((each) => each.kind === "bytes" && each.to > each.from), header, newline };
}

function endOfLine(bytes: Buffer, from: number, quoted: boolean): { at: number } {
  let isQuoted = quoted;
  for (let i = from; i < bytes.length; i++) {
    if (bytes[i] === quote) isQuoted = !isQuoted;
    else if (bytes[i] === lineFeed && !isQuoted) return { at: i };
  }
  return { at: -1 };
}

/** The last end of a line outside quotes. A quote within quotes is doubled, so it changes nothing. */
function lastCut(bytes: Buffer, from: number, quoted: boolean): { at: number; isQuoted: boolean } {
  if (!quoted && bytes.indexOf(quote, from) < 0) {
    const at = bytes.lastIndexOf(lineFeed);
    return { at: at >= from ? at : -1, isQuoted: false };
  }
  let isQuoted = quoted;
  let at = -1;
  for (let i = from; i < bytes.length; i++) {
    if (bytes[i] === quote) isQuoted = !isQuoted;
    else if (bytes[i] === lineFeed && !isQuoted) at = i;
  }
  return { at, isQuoted };
}
