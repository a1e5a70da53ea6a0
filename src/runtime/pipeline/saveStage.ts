import { closeSync, lstatSync, openSync, readSync } from "node:fs";
import type { Content, Dep, LockEntry } from "../../core/dvc/entries";
import type { ResolvedStage, StageOut } from "../../core/dvc/pipeline/resolved";
import type { ValueMap } from "../../core/dvc/values";
import { ApiError } from "../../shared/apiError";
import type { Bench } from "./bench";
import { lockEntryOf } from "./lockEntry";
import { placeOf, type StageNode } from "./node";
import { missingNames, openValueFiles, readParams, type Values } from "./paramValues";
import { canBeReused } from "./runCache";
import { StageFailure } from "./stageFailure";

/** What a stage reads, as it is now. Fails where something is missing. */
export interface StageInputs {
  readonly deps: ReadonlyMap<string, Pick<Dep, "content" | "foreign">>;
  readonly params: ReadonlyMap<string, ValueMap>;
}

export async function readInputs(
  { root, data, signal, values }: Pick<Bench, "root" | "data" | "signal" | "values">,
  stage: ResolvedStage,
): Promise<StageInputs> {
  const places = new Map(stage.deps.map((dep) => [dep.path, placeOf(root, dep.target)]));
  const paths = [...places.values()].filter((path) => path !== undefined);
  const contents = await data.contentOf(paths, { signal });
  const deps = new Map<string, Pick<Dep, "content" | "foreign">>();
  for (const [name, path] of places) {
    if (path === undefined) {
      deps.set(name, await versionNow({ data, root }, stage, name));
      continue;
    }
    const content = contents.get(path);
    if (!content) throw new StageFailure(`${placeOfStage(stage)}: the dependency ${name} does not exist`);
    deps.set(name, { content });
  }
  return { deps, params: await readStageParams(values ?? openValueFiles(root), stage) };
}

/** Of what lies elsewhere, what it is known by. */
async function versionNow({ data, root }: Pick<Bench, "data" | "root">, stage: ResolvedStage, url: string) {
  const found = await data.versionElsewhere(url, root).catch((error: unknown) => {
    if (error instanceof ApiError) throw new StageFailure(`${placeOfStage(stage)}: ${error.message}`);
    throw error;
  });
  if (!found) throw new StageFailure(`${placeOfStage(stage)}: ${url} does not exist`);
  return found;
}

async function readStageParams(files: Values, stage: ResolvedStage): Promise<Map<string, ValueMap>> {
  const params = new Map<string, ValueMap>();
  for (const entry of stage.params) {
    const values = await readParams(files, entry);
    if (!values) throw new StageFailure(`${placeOfStage(stage)}: the parameters' file ${entry.path} does not exist`);
    const missing = missingNames(entry, values);
    if (missing.length > 0)
      throw new StageFailure(
        `${entry.file}: ${missing.join(", ")} missing; stage ${stage.name} of ${stage.file} needs it`,
      );
    params.set(entry.path, values);
  }
  return params;
}

export function placeOfStage({ file, place, name }: ResolvedStage): string {
  return `${file}:${place.line}: stage ${name}`;
}

/** What of a bench saving needs. */
export type SaveBench = Pick<Bench, "root" | "data" | "options" | "locks" | "runCache" | "signal">;

/** The stage's outputs are hashed and kept; its lock and, if it may, the cache of runs say so. Needs the project's lock. */
export async function saveStage(bench: SaveBench, node: StageNode, inputs: StageInputs): Promise<LockEntry> {
  const { root, data, options, locks, runCache, signal } = bench;
  const { stage } = node;
  const local = stage.outs.flatMap((out) => {
    const path = placeOf(root, out.target);
    return path === undefined ? [] : [{ out, path }];
  });
  for (const { out, path } of local) checkOut(stage, out, path);
  const cached = options.noCommit ? [] : local.filter(({ out }) => out.cache);
  await data.ignore(local.filter(({ out, path }) => out.cache && isInside(root, path)).map(({ path }) => path));
  const kept = await data.keep(
    cached.map(({ path }) => path),
    { signal },
  );
  const others = local.filter(({ path }) => !kept.has(path)).map(({ path }) => path);
  const seen = await data.contentOf(others, { signal });
  const outs = new Map<string, Content>();
  for (const { out, path } of local) {
    const content = kept.get(path) ?? seen.get(path);
    if (!content) throw new StageFailure(missingOut(stage, out));
    outs.set(out.path, content);
  }
  const entry = lockEntryOf(stage, { ...inputs, outs });
  if (!options.noCommit && mayBeReused(stage) && canBeReused(stage)) {
    await keepUncached(bench, local);
    await runCache.save(stage, entry);
  }
  await locks.write(stage.file, stage.name, entry);
  return entry;
}

function isInside(root: string, path: string): boolean {
  return path.startsWith(`${root}/`);
}

/** dvc leaves a stage out of the cache of runs when one of its plain outputs is not cached. */
function mayBeReused(stage: ResolvedStage): boolean {
  return stage.outs.every((out) => out.cache || out.kind !== "out");
}

/** Metrics and plots that git has are kept as well: another run may be restored from them. */
async function keepUncached(
  { data, root, signal }: Pick<Bench, "data" | "root" | "signal">,
  outs: readonly { readonly out: StageOut; readonly path: string }[],
): Promise<void> {
  const paths = outs.filter(({ out, path }) => !out.cache && isInside(root, path)).map(({ path }) => path);
  if (paths.length === 0) return;
  await data.keep(paths, { signal });
  await data.unprotect(paths);
}

function checkOut(stage: ResolvedStage, out: StageOut, path: string): void {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) throw new StageFailure(missingOut(stage, out));
  if (out.kind === "metric" && stats.isFile() && isBinary(path))
    throw new StageFailure(
      `${out.path}: a metrics file has to be text; stage ${stage.name} of ${stage.file} wrote bytes`,
    );
}

function missingOut(stage: ResolvedStage, out: StageOut): string {
  return `${placeOfStage(stage)}: its commands ended well, and the output ${out.path} is not there`;
}

/** As dvc tells text from bytes: by its first 512 bytes. */
function isBinary(path: string): boolean {
  const block = Buffer.alloc(512);
  const file = openSync(path, "r");
  try {
    const read = block.subarray(0, readSync(file, block));
    if (read.length === 0) return false;
    if (read.includes(0)) return true;
    const odd = read.filter((byte) => !isTextByte(byte)).length;
    return odd / read.length > 0.3;
  } finally {
    closeSync(file);
  }
}

function isTextByte(byte: number): boolean {
  return (byte >= 32 && byte < 127) || [8, 9, 10, 12, 13].includes(byte);
}
