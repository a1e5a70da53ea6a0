import { readFileSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { isMap } from "../../../core/dvc/mapKeys";
import { applyOverrides } from "../../../core/dvc/overrides/applyOverrides";
import { type Override, type Sweep, splitFile } from "../../../core/dvc/overrides/override";
import { parseOverride } from "../../../core/dvc/overrides/parseOverride";
import { rewriteParams } from "../../../core/dvc/overrides/rewriteParams";
import { readValueFile } from "../../../core/dvc/pipeline/files/valueFile";
import { invalid, notFound } from "../../../shared/apiError";
import { getProjectRoot } from "../../data/data";
import { findInside, isWithin } from "../../kernel/insideRoot";

/** An override with the file that it changes, as typed. */
export interface FileOverride<T extends Override | Sweep = Override | Sweep> {
  readonly file: string;
  readonly override: T;
}

/** `[file:]key=value` each. Throws an OverrideFault for what does not read. */
export function readOverrides(texts: readonly string[]): FileOverride[] {
  return texts.map((text) => {
    const { file, override } = splitFile(text);
    return { file, override: parseOverride(override) };
  });
}

export interface ParamFile {
  /** Absolute. */
  readonly path: string;
  /** From where the words were typed. */
  readonly file: string;
  readonly text: string;
}

/** The texts that the files of parameters become; nothing is written. Files are named from `folder`. */
export async function overriddenFiles(
  folder: string,
  overrides: readonly FileOverride<Override>[],
): Promise<ParamFile[]> {
  const byFile = new Map<string, Override[]>();
  for (const { file, override } of overrides) byFile.set(file, [...(byFile.get(file) ?? []), override]);
  const root = byFile.size === 0 ? folder : getProjectRoot(folder);
  const files: ParamFile[] = [];
  for (const [file, own] of byFile) {
    const path = resolve(folder, file);
    if (!isWithin(root, path) || findInside(root, path) === undefined)
      return invalid(`${file}: not in the project ${root}; only its own files of parameters can be set`);
    const before = readText(path) ?? notFound(`${file}: the file of parameters`);
    const read = await readValueFile(file, before);
    if ("fault" in read)
      return invalid(`${file}:${read.fault.place.line}:${read.fault.place.column}: ${read.fault.message}`);
    if (!isMap(read.value)) return invalid(`${file}: expected keys and values`);
    const text = await rewriteParams(file, before, applyOverrides(read.value, own, file));
    files.push({ path, file, text });
  }
  return files;
}

/** A path below a folder, with `/`; undefined outside of it. */
export function pathBelow(folder: string, path: string): string | undefined {
  const below = relative(folder, path).split(sep).join("/");
  return below === ".." || below.startsWith("../") ? undefined : below;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw thrown;
  }
}
