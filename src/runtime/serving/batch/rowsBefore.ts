import type { Source } from "../../../core/table/parquetFile";
import type { Format, Plan } from "./batchTask";

const [lineFeed, quote] = [10, 34];
const step = 4 * 1024 * 1024;

/** How many rows of a text file stand before a byte: asked once, for a message. */
export function rowsBefore(source: Source, { slices }: Plan, end: number, format: Format): number {
  const [first] = slices;
  const isCsv = format === "csv";
  let rows = 0;
  let isQuoted = false;
  let isEmpty = true;
  for (let at = first?.kind === "bytes" ? first.from : 0; at < end; at += step) {
    for (const byte of source.read(at, Math.min(step, end - at))) {
      if (isCsv && byte === quote) isQuoted = !isQuoted;
      if (byte === lineFeed && !isQuoted) {
        if (!isEmpty) rows++;
        isEmpty = true;
      } else if (byte > 32) isEmpty = false;
    }
  }
  return rows;
}
