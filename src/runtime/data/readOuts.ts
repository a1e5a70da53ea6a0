import type { Content, DvcFile, Out } from "../../core/dvc/entries";
import { isList, isMap } from "../../core/dvc/mapKeys";
import type { Value, ValueMap } from "../../core/dvc/values";
import { readValues } from "../../core/yaml/readValues";
import { invalid } from "../../shared/apiError";

/** A .dvc file; `name` is what messages call it. */
export async function readDvcText(text: string, name: string): Promise<DvcFile> {
  const { value } = await readValues(text);
  if (!isMap(value)) return invalid(`${name}: expected keys and values, as dvc writes them`);
  const { wdir, md5, desc, meta } = value;
  return {
    wdir: typeof wdir === "string" ? wdir : ".",
    outs: listOf(value.outs).map((each) => readOut(each, name)),
    deps: listOf(value.deps).map((each) => ({
      path: textAt(each, "path", name),
      ...(isMap(each.repo) ? { repo: each.repo } : {}),
    })),
    frozen: value.frozen === true,
    alwaysChanged: value.always_changed === true,
    ...(typeof md5 === "string" ? { md5 } : {}),
    ...(typeof desc === "string" ? { desc } : {}),
    ...(isMap(meta) ? { meta } : {}),
  };
}

/** The outs of a dvc.lock: file of the stage's name, then path as written. */
export async function readLockOuts(text: string, name: string): Promise<Map<string, Map<string, Content>>> {
  const { value } = await readValues(text);
  const stages = isMap(value) ? (isMap(value.stages) ? value.stages : value) : {};
  const found = new Map<string, Map<string, Content>>();
  for (const [stage, entry] of Object.entries(stages)) {
    if (!isMap(entry)) continue;
    const outs = new Map<string, Content>();
    for (const each of listOf(entry.outs)) {
      const content = contentOf(each);
      if (content) outs.set(textAt(each, "path", name), content);
    }
    found.set(stage, outs);
  }
  return found;
}

function readOut(out: ValueMap, name: string): Out {
  const content = contentOf(out);
  return {
    path: textAt(out, "path", name),
    ...(content ? { content } : {}),
    cache: out.cache !== false,
    persist: out.persist === true,
    push: out.push !== false,
    ...(typeof out.remote === "string" ? { remote: out.remote } : {}),
    ...(typeof out.desc === "string" ? { desc: out.desc } : {}),
    ...(typeof out.type === "string" ? { type: out.type } : {}),
    ...(isMap(out.cloud) ? { cloud: out.cloud } : {}),
    ...(isList(out.files) ? { files: out.files.filter(isMap) } : {}),
  };
}

function contentOf(out: ValueMap): Content | undefined {
  const { md5, size, nfiles, isexec, hash } = out;
  if (typeof md5 !== "string" || !/^[0-9a-f]{32}(\.dir)?$/.test(md5)) return undefined;
  return {
    md5,
    ...(typeof size === "number" ? { size } : {}),
    ...(typeof nfiles === "number" ? { nfiles } : {}),
    ...(isexec === true ? { isexec } : {}),
    ...(hash === undefined ? { legacy: true } : {}),
  };
}

function textAt(map: ValueMap, key: string, name: string): string {
  const value = map[key];
  return typeof value === "string" ? value : invalid(`${name}: an entry of outs or deps has no ${key}`);
}

function listOf(value: Value | undefined): ValueMap[] {
  return isList(value) ? value.filter(isMap) : [];
}
