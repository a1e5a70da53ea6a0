import { isUtf8 } from "node:buffer";
import { readCsv } from "../../../core/csv/readCsv";
import { Refusal } from "../refusal";
import { readParquetAside } from "./parquetThread";
import type { Json, JsonObject } from "./readJson";

/** A table that came as a file. */
export interface Frame {
  readonly names: readonly string[];
  readonly rows: readonly (readonly Json[])[];
  /** Instead of rows. */
  readonly columns?: JsonObject;
}

const mostCells = 20_000_000;

export function readCsvFrame(body: Uint8Array): Frame {
  if (!isUtf8(body)) throw new Refusal(400, "Ensure that input is a valid UTF-8 encoded string");
  const text = Buffer.from(body.buffer, body.byteOffset, body.length)
    .toString("utf8")
    .replace(/^\uFEFF/, "");
  const [head, ...lines] = wholeCsv(text);
  if (head === undefined) throw new Refusal(400, "The CSV is empty; its first line has to name the columns");
  // what `DataFrame.to_csv()` writes before the columns is the index
  const skipped = head[0] === "" ? 1 : 0;
  const names = head.slice(skipped);
  const rows = lines.map((line, i) => {
    if (line.length !== head.length)
      throw new Refusal(400, `The CSV's row ${i + 1} has ${line.length} cells, its head ${head.length}`);
    return line.slice(skipped).map((cell) => (cell === "" ? null : cell));
  });
  return { names, rows };
}

/** A line of our own behind it is one only where no quotes are left open. */
function wholeCsv(text: string): string[][] {
  const rows = readCsv(`${text}\nend`, Number.POSITIVE_INFINITY);
  const last = rows.pop();
  if (last?.length !== 1 || last[0] !== "end") throw new Refusal(400, "The CSV ends inside quotes");
  return rows;
}

export async function readParquetFrame(body: Uint8Array): Promise<Frame> {
  try {
    const { columns } = await readParquetAside({ body, mostCells });
    // pandas keeps an index that has no name of its own under this one
    const kept = columns.filter(({ name }) => !/^__index_level_\d+__$/.test(name));
    return { names: [], rows: [], columns: new Map(kept.map(({ name, cells }) => [name, cells])) };
  } catch (error) {
    throw new Refusal(400, `The body is no Parquet file that can be read: ${firstLine(error)}`);
  }
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split("\n", 1)[0] ?? "";
}
