import { csvLine } from "../../core/csv/csvLine";
import { jsonDouble, type Row, type Rows } from "./rows";

export async function* writeDocuments(batches: AsyncIterable<readonly object[]>): AsyncIterable<Buffer> {
  yield* pieces(batches, (each) => `${JSON.stringify(each)}\n`);
}

export async function* writeJsonl({ fields, batches }: Rows): AsyncIterable<Buffer> {
  const names = fields.map(({ name }) => name);
  yield* pieces(batches, (row: Row) => {
    const values = row.map((cell) => (typeof cell === "number" ? jsonDouble(cell) : cell));
    return `${JSON.stringify(Object.fromEntries(names.map((name, i) => [name, values[i]])))}\n`;
  });
}

export async function* writeCsv({ fields, batches }: Rows): AsyncIterable<Buffer> {
  yield Buffer.from(csvLine(fields.map(({ name }) => name)));
  yield* pieces(batches, csvLine);
}

async function* pieces<T>(batches: AsyncIterable<readonly T[]>, line: (item: T) => string): AsyncIterable<Buffer> {
  for await (const batch of batches) {
    const text = batch.map(line).join("");
    if (text !== "") yield Buffer.from(text);
  }
}
