import { compareText } from "../../core/dvc/compareText";
import type { Content, Dep, LockEntry, Out } from "../../core/dvc/entries";
import { entriesOf, keyText, mapOf } from "../../core/dvc/mapKeys";
import type { ResolvedStage } from "../../core/dvc/pipeline/resolved";
import type { ValueMap } from "../../core/dvc/values";

/** Of a stage as it has just run, or is about to: what lies at its paths, and its parameters' values. */
export interface StageFacts {
  readonly deps: ReadonlyMap<string, Pick<Dep, "content" | "foreign">>;
  /** By the path that dvc.lock calls the file. */
  readonly params: ReadonlyMap<string, ValueMap>;
  /** None before the stage has run. */
  readonly outs: ReadonlyMap<string, Content>;
}

/** The stage's entry of dvc.lock, in dvc's order. */
export function lockEntryOf(stage: ResolvedStage, facts: StageFacts): LockEntry {
  const deps = stage.deps.map(({ path }): Dep => ({ path, ...facts.deps.get(path) }));
  const outs = stage.outs.map((out): Out => ({ ...plainOut(out), ...contentFor(facts.outs.get(out.path)) }));
  return { cmd: stage.cmd, deps: byPath(deps), params: sortedParams(facts.params), outs: byPath(outs) };
}

function plainOut({ path, cache, persist, push }: Out): Out {
  return { path, cache, persist, push };
}

function contentFor(content: Content | undefined): { content?: Content } {
  return content ? { content } : {};
}

function byPath<T extends { readonly path: string }>(entries: readonly T[]): T[] {
  return [...entries].sort((a, b) => compareText(a.path, b.path));
}

/** params.yaml first, other files by name; of each the names by name, what is below as the file has it. */
function sortedParams(params: ReadonlyMap<string, ValueMap>): Record<string, ValueMap> {
  const files = [...params.keys()].sort((a, b) => Number(b === usual) - Number(a === usual) || compareText(a, b));
  return Object.fromEntries(
    files.map((file) => {
      const entries = entriesOf(params.get(file) as ValueMap);
      return [file, mapOf([...entries].sort(([a], [b]) => compareText(keyText(a), keyText(b))))];
    }),
  );
}

const usual = "params.yaml";
