import type { LockEntry } from "../../core/dvc/entries";
import type { Bench } from "./bench";
import { placeOf, type StageNode } from "./node";
import { canBeReused } from "./runCache";
import type { StageInputs } from "./saveStage";
import type { StageChanges } from "./stageChanges";

/**
 * Brings the stage's outputs back from an earlier run with the same command, dependencies and parameters; false when there
 * is none whose outputs are all here. Needs the project's lock.
 */
export async function restoreStage(
  bench: Bench,
  node: StageNode,
  facts: { readonly inputs: StageInputs; readonly changes: StageChanges },
): Promise<boolean> {
  const entry = await findEntry(bench, node, facts);
  const outs = entry === undefined ? undefined : await placedOuts(bench, node, entry);
  if (!outs) return false;
  const { data, signal } = bench;
  const { failed } = await data.checkout(outs, { signal, force: true });
  if (failed.length > 0) return false;
  // what git has is the person's own file, not a link into the cache
  const plain = node.stage.outs.filter((out) => !out.cache).flatMap(({ target }) => placeOf(bench.root, target) ?? []);
  await data.unprotect(plain);
  return true;
}

/** The same question, with nothing done. */
export async function canRestore(
  bench: Bench,
  node: StageNode,
  facts: { readonly inputs: StageInputs; readonly changes: StageChanges },
): Promise<boolean> {
  const entry = await findEntry(bench, node, facts);
  return entry !== undefined && (await placedOuts(bench, node, entry)) !== undefined;
}

/** The stage's own lock will do where only outputs are missing; it is no matter of the cache of runs then. */
async function findEntry(
  { options, runCache }: Bench,
  { stage, lock }: StageNode,
  { inputs, changes }: { readonly inputs: StageInputs; readonly changes: StageChanges },
): Promise<LockEntry | undefined> {
  if (!canBeReused(stage)) return undefined;
  const isSame = lock && !changes.command && changes.deps.length === 0 && changes.params.length === 0;
  const isWhole = isSame && stage.outs.every(({ path }) => lock.outs.some((out) => out.path === path && out.content));
  if (isWhole) return lock;
  return options.noRunCache ? undefined : runCache.find(stage, inputs);
}

async function placedOuts({ root, data, options, signal }: Bench, { stage }: StageNode, entry: LockEntry) {
  const outs = stage.outs.flatMap((out) => {
    const path = placeOf(root, out.target);
    const content = entry.outs.find((each) => each.path === out.path)?.content;
    return path !== undefined && content !== undefined ? [{ path, content }] : [];
  });
  if (outs.length < stage.outs.length) return undefined;
  const missing = await missingOf(outs);
  if (missing.length > 0 && options.pull && !options.dry) {
    const { missing: left } = await data.fetch(
      missing.map(({ content }) => content),
      { signal },
    );
    if (left.length > 0) return undefined;
    return (await missingOf(outs)).length === 0 ? outs : undefined;
  }
  return missing.length === 0 ? outs : undefined;

  async function missingOf(all: typeof outs) {
    const there = await Promise.all(all.map(({ content }) => data.isCached(content)));
    return all.filter((_, i) => !there[i]);
  }
}
