import { csvLine } from "../../core/csv/csvLine";
import { jsonDouble, type Row, type Rows } from "./rows";

/** Lines are sent in pieces of about this many characters. */
const piece = 1 << 16;

export async function* writeDocuments(documents: AsyncIterable<Record<string, unknown>>): AsyncIterable<Buffer> {
  yield* pieces(lines(documents, (each) => `${JSON.stringify(each)}\n`));
}

export async function* writeJsonl({ fields, rows }: Rows): AsyncIterable<Buffer> {
  const names = fields.map(({ name }) => name);
  const line = (row: Row) => {
    const values = row.map((cell) => (typeof cell === "number" ? jsonDouble(cell) : cell));
    return `${JSON.stringify(Object.fromEntries(names.map((name, i) => [name, values[i]])))}\n`;
  };
  yield* pieces(lines(rows, line));
}

export async function* writeCsv({ fields, rows }: Rows): AsyncIterable<Buffer> {
  yield Buffer.from(csvLine(fields.map(({ name }) => name)));
  yield* pieces(lines(rows, csvLine));
}

async function* lines<T>(items: AsyncIterable<T>, line: (item: T) => string): AsyncIterable<string> {
  for await (const item of items) yield line(item);
}

async function* pieces(texts: AsyncIterable<string>): AsyncIterable<Buffer> {
  let text = "";
  for await (const each of texts) {
    text += each;
    if (text.length < piece) continue;
    yield Buffer.from(text);
    text = "";
  }
  if (text !== "") yield Buffer.from(text);
}
