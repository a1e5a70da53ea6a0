import { FileError } from "../../shared/apiError";
import { type PlacedMap, plainValue } from "../yaml/placedValues";
import { writeYaml, writeYamlEntry } from "../yaml/writeYaml";
import { readChecked } from "./checkedFile";
import { contentValue, hashOf } from "./dvcFile";
import type { Dep, LockEntry, Out } from "./entries";
import { lockFileRule } from "./fileRules";
import { isList, isMap, mapOf } from "./mapKeys";
import { pythonEquals } from "./pythonEquals";
import { listOf, readDep, readOut } from "./readEntries";
import type { Value, ValueMap } from "./values";

/** A dvc.lock that was read. */
export interface LockFile {
  readonly stages: ReadonlyMap<string, LockEntry>;
  /** The text with this entry; the same text when it says so already. Others keep their bytes. */
  withStage(name: string, entry: LockEntry): string;
  /** The text without the stage; undefined when none is left and the file goes. */
  withoutStage(name: string): string | undefined;
}

/** Reads a dvc.lock; an empty text has no stages. `name` is what messages call it; a fault names file and line. */
export async function readLockFile(text: string, name: string): Promise<LockFile> {
  const root = await readChecked(text, name, lockFileRule).catch((fault: unknown) => {
    if (isOfDvc1(text))
      throw new FileError(
        name,
        start,
        "it is of dvc 1; let dvc 2 write it anew (dvc commit), or delete it and run the stages",
      );
    throw fault;
  });
  const value = root ? plainValue(root) : {};
  const { schema, stages } = isMap(value) ? value : {};
  if (root && schema !== "2.0") throw new FileError(name, start, `schema: expected '2.0', not '${String(schema)}'`);
  const entries = isMap(stages) ? stages : {};
  return {
    stages: new Map(
      Object.entries(entries).flatMap(([stage, each]) => (isMap(each) ? [[stage, readLockEntry(each)]] : [])),
    ),
    withStage(stage, entry) {
      const there = Object.hasOwn(entries, stage) ? entries[stage] : undefined;
      const wanted = lockEntryValue(isMap(there) ? withKnownVersions(entry, readLockEntry(there)) : entry);
      if (there !== undefined && pythonEquals(there, wanted)) return text;
      return spliced(text, root, stage, wanted) ?? writeYaml(lockValue(value, { ...entries, [stage]: wanted }));
    },
    withoutStage(stage) {
      if (!Object.hasOwn(entries, stage)) return text;
      const { [stage]: _, ...rest } = entries;
      if (Object.keys(rest).length === 0) return undefined;
      return spliced(text, root, stage, undefined) ?? writeYaml(lockValue(value, rest));
    },
  };
}

const start = { line: 1, column: 1 };

function isOfDvc1(text: string): boolean {
  return /\S/.test(text) && !/^schema:/m.test(text) && /^ {2}cmd:/m.test(text);
}

/** An entry that was checked, of dvc.lock or of the run-cache. */
export function readLockEntry({ cmd, deps, params, outs }: ValueMap): LockEntry {
  const files = isMap(params) ? Object.entries(params) : [];
  return {
    cmd: isList(cmd) ? cmd.map(String) : String(cmd),
    deps: listOf(deps).map(readDep),
    params: Object.fromEntries(files.map(([file, values]) => [file, isMap(values) ? values : {}])),
    outs: listOf(outs).map(readOut),
  };
}

/** The entry as dvc.lock and the run-cache have it. Deps, params and outs are in the order given. */
export function lockEntryValue({ cmd, deps, params, outs }: LockEntry): ValueMap {
  const files = Object.entries(params);
  return {
    cmd,
    ...(deps.length > 0 && { deps: deps.map(lockedDep) }),
    ...(files.length > 0 && { params: mapOf(files) }),
    ...(outs.length > 0 && { outs: outs.map(lockedOut) }),
  };
}

/** What remotes said of an output holds as long as it is the same. */
function withKnownVersions(entry: LockEntry, { outs: before }: LockEntry): LockEntry {
  const outs = entry.outs.map((out) => {
    if (out.cloud !== undefined || out.files !== undefined) return out;
    const old = before.find(({ path }) => path === out.path);
    if (old?.content === undefined || old.content.md5 !== out.content?.md5) return out;
    return { ...out, ...(old.cloud && { cloud: old.cloud }), ...(old.files && { files: old.files }) };
  });
  return { ...entry, outs };
}

function lockedDep({ path, content, foreign = {} }: Dep): ValueMap {
  if (foreign.dataset !== undefined) return { path, dataset: foreign.dataset };
  return { path, ...hashOf(content), ...(foreign.files === undefined && contentValue(content)), ...foreign };
}

function lockedOut({ path, content, cloud, files }: Out): ValueMap {
  if (files) return { path, ...hashOf(content), files };
  return { path, ...hashOf(content), ...contentValue(content), ...(cloud && { cloud }) };
}

function lockValue(whole: Value, stages: ValueMap): ValueMap {
  return { schema: "2.0", ...(isMap(whole) ? whole : {}), stages };
}

/** Exchanges the lines of one stage; undefined where the text is not laid out as dvc does it. */
function spliced(
  text: string,
  root: PlacedMap | undefined,
  stage: string,
  wanted: ValueMap | undefined,
): string | undefined {
  const at = root?.entries.findIndex(({ key }) => key === "stages") ?? -1;
  const stages = root?.entries[at]?.value;
  if (stages?.kind !== "map" || stages.entries.length === 0) return undefined;
  const starts = stages.entries.map(({ from }) => from - 2);
  if (!starts.every((start) => text.slice(start - 1, start + 2) === "\n  ")) return undefined;
  const after = root?.entries[at + 1];
  const end = after === undefined ? text.length : text.lastIndexOf("\n", after.from) + 1;
  const found = stages.entries.findIndex(({ key, isText }) => isText && key === stage);
  const from = found < 0 ? end : (starts[found] as number);
  const to = found < 0 ? end : (starts[found + 1] ?? end);
  const before = text.slice(0, from);
  const block = wanted === undefined ? "" : writeYamlEntry(stage, wanted, 2);
  return `${before}${before.endsWith("\n") ? "" : "\n"}${block}${text.slice(to)}`;
}
