import { readFile } from "node:fs/promises";
import { columnsOf, readSuite, type Suite, suiteOf } from "../../../core/expectations/suite";
import { validate } from "../../../core/expectations/validate";
import { ApiError, invalid } from "../../../shared/apiError";
import type { ValidationDocument } from "../../../shared/validation";
import { readFrame } from "../../kernel/frames/readFrame";
import type { TableFile } from "../drift/driftWork";

/** A suite in a file, or one that was sent along. */
export type SuiteSource =
  | { readonly name: string; readonly path: string }
  | { readonly name: string; readonly document: unknown };

export interface ValidateTask {
  readonly suite: SuiteSource;
  readonly data: TableFile;
}

/** Reads a suite and the columns that it needs of a table, and asks. */
export async function validateTable({ suite: source, data }: ValidateTask): Promise<ValidationDocument> {
  const began = performance.now();
  const suite = await openSuite(source);
  let names: readonly string[] | undefined;
  const wanted = columnsOf(suite);
  const frame = await named(data, () =>
    readFrame(data.path, {
      columns: (all): readonly string[] => {
        names = all;
        const needed = wanted.filter((each) => all.includes(each));
        return needed.length > 0 ? needed : all.slice(0, 1);
      },
    }),
  );
  const { report, lines } = validate(frame, suite, names);
  return {
    report,
    lines,
    suite: source.name,
    data: { name: data.name, rows: frame.rows, columns: names?.length ?? frame.columns.length },
    at: Date.now(),
    took_ms: Math.round(performance.now() - began),
  };
}

async function openSuite(source: SuiteSource): Promise<Suite> {
  if ("document" in source) return suiteOf(source.document, source.name);
  return readSuite(await textOf(source.path, source.name), source.name);
}

/** Suites are small; what is not is none. */
const largest = 64 * 2 ** 20;

async function textOf(path: string, name: string): Promise<string> {
  try {
    const text = await readFile(path, "utf8");
    return text.length > largest ? invalid(`${name}: larger than a suite can be`) : text.replace(/^\ufeff/, "");
  } catch (error) {
    if (error instanceof ApiError) throw error;
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") throw new ApiError("RESOURCE_DOES_NOT_EXIST", `Suite '${name}' does not exist`);
    return invalid(`${name}: ${code === "EISDIR" ? "it is a folder, and no suite" : "it cannot be read"}`);
  }
}

/** Says the name that was asked for, and not where the file lies. */
async function named<T>({ name, path }: TableFile, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ApiError) || name === path) throw error;
    throw new ApiError(error.code, error.message.replaceAll(path, name));
  }
}
