import type { Content, LockEntry } from "../../core/dvc/entries";
import type { ResolvedStage, StageDep, StageOut, StageParams } from "../../core/dvc/pipeline/resolved";
import { pythonEquals } from "../../core/dvc/pythonEquals";
import type { Value, ValueMap } from "../../core/dvc/values";
import type { Why } from "../../shared/repro";

export type EntryState = "modified" | "deleted" | "new" | "not in cache" | "update available";

/** What differs between a stage as it is and as dvc.lock has it. */
export interface StageChanges {
  readonly deps: readonly Changed<StageDep>[];
  readonly params: readonly ChangedParams[];
  readonly outs: readonly Changed<StageOut>[];
  readonly command: boolean;
  /** It runs whenever it is asked to. */
  readonly always: boolean;
  /** dvc.lock does not know it. */
  readonly isNew: boolean;
}

export interface Changed<T> {
  readonly entry: T;
  readonly state: EntryState;
}

export interface ChangedParams {
  readonly entry: StageParams;
  /** Of the whole file, or of its names in the order of the stage. */
  readonly state: EntryState | ReadonlyMap<string, EntryState>;
}

/** What the workspace holds, looked up beforehand. */
export interface Seen {
  content(entry: StageDep | StageOut): Content | undefined;
  /** The object, and of a folder all of its files, are in the cache. */
  isCached(content: Content): boolean;
  /** Values of the names that are there, or of the whole file; undefined without a file. */
  params(entry: StageParams): ValueMap | undefined;
  /** What is not on this machine; undefined where nothing changed. */
  foreign(entry: StageDep | StageOut, locked: ForeignLock | undefined): EntryState | undefined;
}

export type ForeignLock = { readonly content?: Content; readonly foreign?: ValueMap };

export function changesOf(stage: ResolvedStage, lock: LockEntry | undefined, seen: Seen): StageChanges {
  return {
    deps: stage.frozen ? [] : stage.deps.flatMap((dep) => changed(dep, depState(dep, lock, seen))),
    params: stage.frozen ? [] : stage.params.flatMap((each) => changedParams(each, lock, seen)),
    outs: stage.outs.flatMap((out) => changed(out, outState(out, lock, seen))),
    command: lock !== undefined && !isSameCommand(stage.cmd, lock.cmd),
    always: stage.alwaysChanged || isCallback(stage),
    isNew: lock === undefined,
  };
}

/** A command with nothing to compare: dvc runs it each time. */
export function isCallback(stage: ResolvedStage): boolean {
  return stage.deps.length === 0 && stage.params.length === 0 && stage.outs.length === 0;
}

export function isChanged(changes: StageChanges, stage: ResolvedStage): boolean {
  return (
    changes.command ||
    (!stage.frozen && changes.always) ||
    changes.deps.length > 0 ||
    changes.params.length > 0 ||
    changes.outs.length > 0
  );
}

/** What would be left to do if data that are only not here were here. */
export function isChangedBeyondMissing(changes: StageChanges, stage: ResolvedStage): boolean {
  const there = ({ state }: Changed<unknown>) => state !== "deleted";
  return isChanged(
    {
      ...changes,
      deps: changes.deps.filter(there),
      outs: changes.outs.filter((each) => there(each) && each.state !== "not in cache"),
    },
    stage,
  );
}

export function whyOf(changes: StageChanges): Why[] {
  if (changes.isNew) return [{ kind: "never run" }];
  const params = changes.params.flatMap(({ entry, state }) =>
    typeof state === "string" ? [entry.path] : [...state.keys()].map((name) => nameOf(entry, name)),
  );
  return [
    ...(changes.command ? [{ kind: "command" } as const] : []),
    ...(changes.always ? [{ kind: "always" } as const] : []),
    ...named("deps", changes.deps),
    ...(params.length > 0 ? [{ kind: "params", names: params } as const] : []),
    ...named("outs", changes.outs),
  ];
}

function named(kind: "deps" | "outs", entries: readonly Changed<StageDep | StageOut>[]): Why[] {
  return entries.length === 0 ? [] : [{ kind, names: entries.map(({ entry, state }) => withState(entry.path, state)) }];
}

function withState(path: string, state: EntryState): string {
  return state === "modified" ? path : `${path} (${state === "deleted" ? "missing" : state})`;
}

/** `lr` of params.yaml, `other.yaml:lr` of another. */
function nameOf({ path }: StageParams, name: string): string {
  return path === "params.yaml" ? name : `${path}:${name}`;
}

function changed<T>(entry: T, state: EntryState | undefined): Changed<T>[] {
  return state === undefined ? [] : [{ entry, state }];
}

function depState(dep: StageDep, lock: LockEntry | undefined, seen: Seen): EntryState | undefined {
  const locked = lock?.deps.find(({ path }) => path === dep.path);
  if (dep.target.kind === "foreign") return seen.foreign(dep, locked);
  return workspaceState(seen.content(dep), locked?.content);
}

function outState(out: StageOut, lock: LockEntry | undefined, seen: Seen): EntryState | undefined {
  const locked = lock?.outs.find(({ path }) => path === out.path);
  if (out.target.kind === "foreign") return seen.foreign(out, locked);
  if (locked?.content && out.cache && !seen.isCached(locked.content)) return "not in cache";
  return workspaceState(seen.content(out), locked?.content);
}

/** What was never recorded differs from whatever is there, in dvc's words. */
function workspaceState(content: Content | undefined, locked: Content | undefined): EntryState | undefined {
  if (!content) return "deleted";
  return locked !== undefined && content.md5 === locked.md5 ? undefined : "modified";
}

function changedParams(entry: StageParams, lock: LockEntry | undefined, seen: Seen): ChangedParams[] {
  const actual = seen.params(entry);
  if (!actual) return [{ entry, state: "deleted" }];
  const recorded = lock?.params[entry.path];
  if (!recorded) return [{ entry, state: "new" }];
  const names = entry.names.length > 0 ? entry.names : [...new Set([...Object.keys(actual), ...Object.keys(recorded)])];
  const states = new Map(
    names.flatMap((name) => {
      const state = paramState(valueIn(actual, name), valueIn(recorded, name));
      return state === undefined ? [] : [[name, state] as const];
    }),
  );
  return states.size === 0 ? [] : [{ entry, state: states }];
}

function paramState(actual: Value | undefined, recorded: Value | undefined): EntryState | undefined {
  if (actual === undefined) return "deleted";
  if (recorded === undefined) return "new";
  return pythonEquals(actual, recorded) ? undefined : "modified";
}

function valueIn(values: ValueMap, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

export function isSameCommand(a: string | readonly string[], b: string | readonly string[]): boolean {
  if (typeof a === "string" || typeof b === "string") return a === b;
  return a.length === b.length && a.every((each, i) => each === b[i]);
}
