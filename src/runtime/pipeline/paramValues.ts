import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { isMap, mapOf } from "../../core/dvc/mapKeys";
import { readValueFile, ValueFiles } from "../../core/dvc/pipeline/files/valueFile";
import { findParam } from "../../core/dvc/pipeline/params/findParam";
import type { StageParams } from "../../core/dvc/pipeline/resolved";
import type { ValueMap } from "../../core/dvc/values";
import { invalid } from "../../shared/apiError";
import type { Reads } from "../data/data";
import { codeOf } from "../kernel/home";

export type Values = Pick<ValueFiles, "get">;

/** Files of values of a project as they are now: each is read once. */
export function openValueFiles(root: string): ValueFiles {
  return new ValueFiles((file) => readText(resolve(root, file)));
}

/** As they are now, of which only those are read that changed since. A lenient look takes what does not read as absent. */
export function keptValueFiles(root: string, reads: Reads, isLenient: boolean): Values {
  return {
    get: (file) =>
      reads.get(`values ${file}`, async (read) => {
        const text = read(resolve(root, file));
        const found = text === undefined ? undefined : await readValueFile(file, text);
        return isLenient && found && "fault" in found ? undefined : found;
      }),
  };
}

/** Undefined where no file is. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EISDIR"].includes(codeOf(error) ?? "")) return undefined;
    throw error;
  }
}

/** Values of the stage's parameters that are there, or of the whole file; undefined without a file. */
export async function readParams(files: Values, entry: StageParams): Promise<ValueMap | undefined> {
  const read = await files.get(entry.file);
  if (!read) return undefined;
  if ("fault" in read) {
    const { file, place, message } = read.fault;
    return invalid(`${file}:${place.line}:${place.column}: ${message}`);
  }
  const { value } = read;
  if (entry.names.length === 0) return isMap(value) ? value : {};
  return mapOf(
    entry.names.flatMap((name) => {
      const found = findParam(value, name);
      return found === undefined ? [] : [[name, found] as const];
    }),
  );
}

/** Names that the stage tracks and its file does not have. */
export function missingNames(entry: StageParams, values: ValueMap): string[] {
  return entry.names.filter((name) => !Object.hasOwn(values, name));
}
