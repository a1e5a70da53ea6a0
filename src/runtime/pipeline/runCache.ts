import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { LockEntry } from "../../core/dvc/entries";
import { lockEntryValue, readLockEntry } from "../../core/dvc/lockFile";
import { entriesOf, isList, isMap, mapOf } from "../../core/dvc/mapKeys";
import type { ResolvedStage } from "../../core/dvc/pipeline/resolved";
import { pythonJson } from "../../core/dvc/pythonJson";
import type { Value, ValueMap } from "../../core/dvc/values";
import { placedValues, plainValue } from "../../core/yaml/placedValues";
import { writeYaml } from "../../core/yaml/writeYaml";
import { lockEntryOf } from "./lockEntry";
import type { StageInputs } from "./saveStage";
import { isCallback } from "./stageChanges";

export interface RunCache {
  save(stage: ResolvedStage, entry: LockEntry): Promise<void>;
  /** The newest earlier run with the same command, dependencies and parameters. */
  find(stage: ResolvedStage, inputs: StageInputs): Promise<LockEntry | undefined>;
}

/** Runs that were made before, as dvc keeps them: `runs/<2>/<key>/<value>` in the cache. */
export function createRunCache(cacheFolder: string, note: (line: string) => void): RunCache {
  const folderOf = (key: string) => join(cacheFolder, "runs", key.slice(0, 2), key);
  return {
    async save(stage, entry) {
      if (!canBeReused(stage)) return;
      const value = lockEntryValue(entry);
      const folder = folderOf(await hashOf(withoutContents(value)));
      const path = join(folder, await hashOf(value));
      if (existsSync(path)) return;
      mkdirSync(folder, { recursive: true });
      const fresh = `${path}.${process.pid}.tmp`;
      writeFileSync(fresh, writeYaml(value));
      renameSync(fresh, path);
    },

    async find(stage, inputs) {
      if (!canBeReused(stage)) return undefined;
      const folder = folderOf(
        await hashOf(withoutContents(lockEntryValue(lockEntryOf(stage, { ...inputs, outs: new Map() })))),
      );
      const path = newestIn(folder);
      if (path === undefined) return undefined;
      const entry = await readEntry(readFileSync(path, "utf8"));
      if (entry) return entry;
      note(`${path}: no record of a run; it is removed`);
      unlinkSync(path);
      return undefined;
    },
  };
}

/** Whether what a stage makes follows from its command, its dependencies and its parameters alone. */
export function canBeReused(stage: ResolvedStage): boolean {
  if (stage.alwaysChanged || isCallback(stage) || stage.outs.length === 0) return false;
  if (stage.deps.length === 0 && stage.params.length === 0) return false;
  return (
    stage.deps.every(({ target }) => target.kind === "local") &&
    stage.outs.every(({ target, persist }) => target.kind === "local" && isInside(target.path) && !persist)
  );
}

function isInside(path: string): boolean {
  return !path.startsWith("/") && path !== ".." && !path.startsWith("../");
}

/** Undefined for what is no entry. */
async function readEntry(text: string): Promise<LockEntry | undefined> {
  const read = await placedValues(text);
  const value = "fault" in read ? null : plainValue(read.root);
  return isMap(value) && value.cmd !== undefined ? readLockEntry(value) : undefined;
}

function newestIn(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const files = readdirSync(folder)
    .filter((name) => !name.endsWith(".tmp"))
    .map((name) => ({ path: join(folder, name), at: statSync(join(folder, name)).mtimeMs }));
  return files.sort((a, b) => b.at - a.at)[0]?.path;
}

/** The key: what came out of it is known by name only. */
function withoutContents(entry: ValueMap): ValueMap {
  const outs = isList(entry.outs) ? entry.outs.map((out) => (isMap(out) ? (out.path ?? null) : null)) : [];
  return { ...entry, outs };
}

/** As dvc hashes an entry: without any `size` and `nfiles`, be they of a file or a person's own parameters. */
export async function hashOf(entry: Value): Promise<string> {
  // it takes longer to load than a run with nothing to do
  const { createHash } = await import("node:crypto");
  return createHash("sha256")
    .update(pythonJson(withoutSizes(entry)))
    .digest("hex");
}

function withoutSizes(value: Value): Value {
  if (isList(value)) return value.map(withoutSizes);
  if (!isMap(value)) return value;
  const kept = entriesOf(value).filter(([key]) => key !== "size" && key !== "nfiles");
  return mapOf(kept.map(([key, each]) => [key, withoutSizes(each)] as const));
}
