import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Content } from "../../core/dvc/entries";
import { isList, isMap } from "../../core/dvc/mapKeys";
import { readValues } from "../../core/yaml/readValues";
import { writeYaml } from "../../core/yaml/writeYaml";
import { invalid } from "../../shared/apiError";
import { replaceFile } from "./replaceFile";

/** Writes a new content of a stage's output into dvc.lock. Answers the file. */
export async function updateLock(pipeline: string, stage: string, path: string, content: Content): Promise<string> {
  const file = join(dirname(pipeline), "dvc.lock");
  const { value } = await readValues(readFileSync(file, "utf8"));
  const stages = isMap(value) && isMap(value.stages) ? value.stages : invalid(`${file}: expected stages`);
  const entry = stages[stage];
  if (!isMap(value) || !isMap(entry) || !isList(entry.outs))
    return invalid(`${file}: stage '${stage}' never ran; tidemark repro ${stage} runs it`);
  const outs = entry.outs.map((out) => {
    if (!isMap(out) || out.path !== path) return out;
    const { md5, size, nfiles, isexec } = content;
    return {
      path,
      hash: "md5",
      md5,
      ...(size === undefined ? {} : { size }),
      ...(nfiles === undefined ? {} : { nfiles }),
      ...(isexec ? { isexec } : {}),
    };
  });
  replaceFile(file, writeYaml({ ...value, stages: { ...stages, [stage]: { ...entry, outs } } }));
  return file;
}
