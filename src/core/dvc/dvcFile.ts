import { plainValue } from "../yaml/placedValues";
import { writeYaml } from "../yaml/writeYaml";
import { readChecked } from "./checkedFile";
import type { Content, Dep, DvcFile, Out } from "./entries";
import { dvcFileRule } from "./fileRules";
import { isList, isMap, mapOf } from "./mapKeys";
import { mergeInto } from "./mergeInto";
import { pythonJson } from "./pythonJson";
import { checksumOf, listOf, readDep, readOut } from "./readEntries";
import type { Value, ValueMap } from "./values";

/** Reads a .dvc file of any dvc; `name` is what messages call it. A fault names file and line. */
export async function readDvcFile(text: string, name: string): Promise<DvcFile> {
  const root = await readChecked(text, name, dvcFileRule);
  const value = root ? plainValue(root) : {};
  const { wdir, md5, desc, meta, outs, deps, frozen, locked, always_changed } = isMap(value) ? value : {};
  const sum = checksumOf(md5);
  return {
    wdir: typeof wdir === "string" ? wdir : ".",
    outs: listOf(outs).map(readOut),
    deps: listOf(deps).map(readDep),
    frozen: frozen === true || locked === true,
    alwaysChanged: always_changed === true,
    ...(sum !== undefined && { md5: sum }),
    ...(typeof desc === "string" && { desc }),
    ...(isMap(meta) && { meta }),
  };
}

/** A new .dvc file. */
export function writeDvcFile(file: DvcFile): string {
  return writeYaml(dvcFileValue(file));
}

/** The text with what `file` says; comments and the order of keys stay as they are. */
export async function editDvcFile(text: string, file: DvcFile): Promise<string> {
  const wanted = dvcFileValue(file);
  if (hasMore.test(text)) return (await import("../yaml/editValues")).editValues(text, wanted);
  const { readValues } = await import("../yaml/readValues");
  const { value } = await readValues(text);
  return writeYaml(isMap(value) ? mergeInto(value, wanted) : wanted);
}

/** Comments, names for values, blocks of text, brackets: what a dump from values would lose. */
const hasMore = /(?:^|\s)[#&*|>!]|[[{]/m;

/** What the md5 at the top of an import is made of: its md5 is the hash of this text. */
export function stageHashText(file: DvcFile): string {
  const { md5: _, desc: __, meta: ___, ...rest } = dvcFileValue(file);
  return pythonJson(without(rest, notHashed));
}

const notHashed = new Set(
  ["size", "nfiles", "isexec", "frozen", "locked", "metric", "persist"].concat(["desc", "type", "labels", "meta"]),
);

function without(value: Value, keys: ReadonlySet<string>): Value {
  if (isList(value)) return value.map((each) => without(each, keys));
  if (!isMap(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !keys.has(key));
  return mapOf(kept.map(([key, each]) => [key, without(each, keys)] as const));
}

/** In dvc's order. */
function dvcFileValue(file: DvcFile): ValueMap {
  return {
    ...(file.desc && { desc: file.desc }),
    ...(file.md5 !== undefined && { md5: file.md5 }),
    ...(file.wdir !== "." && file.wdir !== "" && { wdir: file.wdir }),
    ...(file.frozen && { frozen: true }),
    ...(file.deps.length > 0 && { deps: file.deps.map(depValue) }),
    ...(file.outs.length > 0 && { outs: file.outs.map(outValue) }),
    ...(file.alwaysChanged && { always_changed: true }),
    ...(isFull(file.meta) && { meta: file.meta }),
  };
}

function outValue(out: Out): ValueMap {
  const { content, path, cloud, files } = out;
  return {
    ...(files === undefined && { ...contentValue(content), ...(cloud && { cloud }) }),
    ...hashOf(content),
    path,
    ...(out.desc && { desc: out.desc }),
    ...(out.type && { type: out.type }),
    ...(out.labels && out.labels.length > 0 && { labels: out.labels }),
    ...(isFull(out.meta) && { meta: out.meta }),
    ...(!out.cache && { cache: false }),
    ...(out.persist && { persist: true }),
    ...(out.remote && { remote: out.remote }),
    ...(!out.push && { push: false }),
    ...(files && { files }),
  };
}

function depValue({ path, content, foreign = {}, repo }: Dep): ValueMap {
  const { files, fs_config, db, ...known } = foreign;
  // what comes from another repository has no hash of its own
  const named = repo && !content && Object.keys(foreign).length === 0 ? {} : hashOf(content);
  return {
    ...(files === undefined && contentValue(content)),
    ...known,
    ...(db === undefined && named),
    ...(path !== "" && { path }),
    ...(fs_config !== undefined && { fs_config }),
    ...(files !== undefined && { files }),
    ...(db !== undefined && { db }),
    ...(repo && { repo }),
  };
}

export function contentValue(content: Content | undefined): ValueMap {
  if (!content) return {};
  const { md5, size, nfiles, isexec } = content;
  return {
    md5,
    ...(size !== undefined && { size }),
    ...(nfiles !== undefined && { nfiles }),
    ...(isexec && { isexec }),
  };
}

/** Entries of dvc 2 say nothing of how they were hashed. */
export function hashOf(content: Content | undefined): ValueMap {
  return content?.legacy ? {} : { hash: "md5" };
}

function isFull(map: ValueMap | undefined): map is ValueMap {
  return map !== undefined && Object.keys(map).length > 0;
}
