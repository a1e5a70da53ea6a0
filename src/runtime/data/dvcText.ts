import { readFileSync } from "node:fs";
import type { Content } from "../../core/dvc/entries";
import { isList, isMap } from "../../core/dvc/mapKeys";
import type { ValueMap } from "../../core/dvc/values";
import { readValues } from "../../core/yaml/readValues";
import { writeYaml } from "../../core/yaml/writeYaml";
import { replaceFile } from "./replaceFile";

/** A .dvc file for something new. */
export function newDvcText(path: string, content: Content): string {
  return writeYaml({ outs: [{ ...contentFields(content), path }] });
}

/** The keys of a content in a .dvc file, in dvc's order. */
function contentFields({ md5, size, nfiles, isexec, legacy }: Content): ValueMap {
  return {
    md5,
    ...(size === undefined ? {} : { size }),
    ...(nfiles === undefined ? {} : { nfiles }),
    ...(isexec ? { isexec } : {}),
    ...(legacy ? {} : { hash: "md5" }),
  };
}

const contentKeys = new Set(["md5", "size", "nfiles", "isexec", "hash", "files", "cloud"]);

/** Writes a new content of one output into its .dvc file; says whether anything changed. */
export async function updateDvcFile(file: string, path: string, content: Content): Promise<boolean> {
  const before = readFileSync(file, "utf8");
  const { value } = await readValues(before);
  if (!isMap(value) || !isList(value.outs)) return false;
  const outs = value.outs.map((out) => {
    if (!isMap(out) || out.path !== path) return out;
    const rest = Object.fromEntries(Object.entries(out).filter(([key]) => !contentKeys.has(key)));
    return { ...contentFields(content), ...rest };
  });
  const after = writeYaml({ ...value, outs });
  if (after === before) return false;
  replaceFile(file, after);
  return true;
}
