import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** The first row of the input example that MLflow keeps beside a model, in the order of its columns; undefined: none. */
export async function inputExample(modelFile: string): Promise<readonly unknown[] | undefined> {
  try {
    const text = await readFile(join(dirname(modelFile), "input_example.json"), "utf8");
    // Python writes what is missing as no JSON has it
    return firstRow(JSON.parse(text.replace(/(?<=[[,:]\s*)NaN(?=\s*[,\]}])/g, "null")));
  } catch {
    return undefined; // none, or one of another form
  }
}

/** Of a frame, an array, a list of records, one record, or a list a column. */
function firstRow(read: unknown): readonly unknown[] | undefined {
  if (typeof read !== "object" || read === null) return undefined;
  const rows = Array.isArray(read) ? read : (read as { readonly data?: unknown }).data;
  if (!Array.isArray(rows)) return Object.values(read).map(oneOf);
  const first: unknown = rows[0];
  if (typeof first !== "object" || first === null) return undefined;
  return Array.isArray(first) ? first : Object.values(first);
}

/** A column's first value; one that has its own list around it is that value. */
function oneOf(column: unknown): unknown {
  const first: unknown = Array.isArray(column) ? column[0] : column;
  return Array.isArray(first) && first.length === 1 ? first[0] : first;
}
