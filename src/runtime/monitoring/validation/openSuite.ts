import { readFile, stat } from "node:fs/promises";
import { readSuite, type Suite, suiteOf } from "../../../core/expectations/suite";
import { ApiError, invalid } from "../../../shared/apiError";

/** A suite in a file, or one that was sent along. */
export type SuiteSource =
  | { readonly name: string; readonly path: string }
  | { readonly name: string; readonly document: unknown };

/** Reads a suite; what is wrong with it is said with its name. */
export async function openSuite(source: SuiteSource): Promise<Suite> {
  if ("document" in source) return suiteOf(source.document, source.name);
  return readSuite(await textOf(source.path, source.name), source.name);
}

/** Suites are small; what is not is none. */
const largest = 64 * 2 ** 20;

async function textOf(path: string, name: string): Promise<string> {
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) return invalid(`${name}: it is a folder, and no suite`);
    if (!stats.isFile()) return invalid(`${name}: it is no file that can be read`); // a pipe is waited for, for ever
    if (stats.size > largest) return invalid(`${name}: larger than a suite can be`);
    return (await readFile(path, "utf8")).replace(/^\ufeff/, "");
  } catch (error) {
    if (error instanceof ApiError) throw error;
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") throw new ApiError("RESOURCE_DOES_NOT_EXIST", `Suite '${name}' does not exist`);
    return invalid(`${name}: it cannot be read`);
  }
}
