import { join } from "node:path";
import type { LockEntry } from "../../core/dvc/entries";
import { quoteName } from "../../shared/quoteName";
import type { ReproStage, StageState, Why } from "../../shared/repro";
import type { DataPiece } from "../../shared/stageTags";
import type { Bench } from "./bench";
import { isImport } from "./lookImports";
import { type Look, lookAt } from "./looks";
import { type FileNode, outPaths, type ProjectNode, placeOf, type StageNode } from "./node";
import { canRestore, restoreStage } from "./restoreStage";
import { clearOuts, processFacts, runStage, type StageRun } from "./runStage";
import { placeOfStage, readInputs, type StageInputs, saveStage } from "./saveStage";
import { isChanged, isChangedBeyondMissing, type StageChanges, whyOf } from "./stageChanges";
import { StageFailure, StageStopped } from "./stageFailure";
import { logTail } from "./tracked/logTail";
import { metricsIn, textsOf } from "./tracked/stageValues";
import type { TrackedStage } from "./tracked/trackStages";

/** Largest output of a stage that is kept with its run. */
const largestOutput = 16 * 2 ** 20;

export interface Turn {
  readonly force: boolean;
  /** Nothing has changed the workspace since it was looked at for all stages. */
  readonly known: StageChanges | undefined;
  /** Addresses of what makes its dependencies. */
  readonly needs: readonly string[];
}

export interface TurnResult {
  readonly state: StageState;
  /** Its outputs are, or may be, other than before. */
  readonly isRenewed: boolean;
}

/** Tells where a stage stands. */
export type Tell = (state: StageState, more?: Partial<ReproStage>) => void;

/** Brings one stage to what it should be. What a person can act on is thrown as StageFailure or ApiError. */
export async function reproStage(bench: Bench, node: StageNode, turn: Turn, tell: Tell): Promise<TurnResult> {
  const { options } = bench;
  const { stage } = node;
  const changes = turn.known ?? (await changesNow(bench, node));
  const why: Why[] = turn.force ? [{ kind: "forced" }, ...whyOf(changes)] : whyOf(changes);
  if (!turn.force && !isChanged(changes, stage)) return settled(tell, "unchanged");
  if (!turn.force && options.allowMissing && !isChangedBeyondMissing(changes, stage)) return settled(tell, "unchanged");
  if (options.dry) return dryRun(bench, node, { changes, why, force: turn.force }, tell);
  if (!turn.force && options.pull && !isChangedBeyondMissing(changes, stage) && (await pullOuts(bench, node)))
    return settled(tell, "restored", { why });
  if (!(await bench.hooks.confirm(node.address))) throw new StageFailure(`${node.address}: not run, as you chose`);
  if (stage.frozen) {
    await bench.sections.run(async () => saveStage(bench, node, await readInputs(bench, stage)));
    bench.hooks.note(`${placeOfStage(stage)} is frozen: its outputs are taken as they are`);
    return { state: "unchanged", isRenewed: changes.outs.length > 0 };
  }
  refuseCachedOutside(bench.root, stage);
  for (const need of turn.needs) {
    const why = await bench.closedGate(need);
    if (why !== undefined) throw new StageFailure(why);
  }
  if (options.pull) await pullDeps(bench, node);
  const inputs = await readInputs(bench, stage);
  if (!turn.force) {
    const isRestored = await bench.sections.run(async () => {
      if (!(await restoreStage(bench, node, { inputs, changes }))) return false;
      await saveStage(bench, node, inputs);
      return true;
    });
    if (isRestored) return settled(tell, "restored", { why });
  }
  await runAndSave(bench, node, { inputs, why }, tell);
  return { state: "done", isRenewed: true };
}

function settled(tell: Tell, state: StageState, more?: Partial<ReproStage>): TurnResult {
  tell(state, more);
  return { state, isRenewed: state === "restored" };
}

export async function changesNow(bench: Bench, node: StageNode): Promise<StageChanges> {
  const look = await lookAt([node], bench, { signal: bench.signal });
  return look.changesOf(node);
}

async function dryRun(
  bench: Bench,
  node: StageNode,
  facts: { readonly changes: StageChanges; readonly why: readonly Why[]; readonly force: boolean },
  tell: Tell,
): Promise<TurnResult> {
  const inputs = await readInputs(bench, node.stage).catch((error: unknown) => {
    // what an earlier stage would make first is not here yet
    if (error instanceof StageFailure) return undefined;
    throw error;
  });
  const isCached = !facts.force && inputs !== undefined && (await canRestore(bench, node, { ...facts, inputs }));
  tell(isCached ? "restored" : "done", { why: facts.why });
  return { state: isCached ? "restored" : "done", isRenewed: true };
}

/** Data that are only not here come from the remotes. */
async function pullOuts(bench: Bench, node: StageNode): Promise<boolean> {
  const { data, root, signal } = bench;
  const outs = node.stage.outs.flatMap((out) => {
    const path = placeOf(root, out.target);
    const content = node.lock?.outs.find((each) => each.path === out.path)?.content;
    return path !== undefined && content && out.cache ? [{ path, content }] : [];
  });
  return bench.sections.run(() => bringHere(data, outs, signal));
}

async function bringHere(
  data: Bench["data"],
  outs: readonly { readonly path: string; readonly content: NonNullable<LockEntry["outs"][number]["content"]> }[],
  signal: AbortSignal,
): Promise<boolean> {
  const { missing } = await data.fetch(
    outs.map(({ content }) => content),
    { signal },
  );
  if (missing.length > 0) return false;
  return (await data.checkout(outs, { signal })).failed.length === 0;
}

/** Dependencies that are not here and that a .dvc file or another stage makes. */
async function pullDeps(bench: Bench, node: StageNode): Promise<void> {
  const { data, root, signal, nodes } = bench;
  const wanted = node.stage.deps.flatMap(({ target }) => placeOf(root, target) ?? []);
  const there = await data.contentOf(wanted, { signal });
  const missing = wanted.filter((path) => !there.get(path));
  if (missing.length === 0) return;
  const outs = nodes
    .flatMap((each) => lockedOuts(root, each))
    .filter(({ path }) => missing.some((one) => touches(one, path)));
  await bench.sections.run(() => bringHere(data, outs, signal));
}

function touches(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}

function lockedOuts(root: string, node: ProjectNode) {
  const outs =
    node.kind === "file"
      ? node.outs.map(({ out, target }) => ({ target, content: out.content }))
      : node.stage.outs.map((out) => ({
          target: out.target,
          content: node.lock?.outs.find(({ path }) => path === out.path)?.content,
        }));
  return outs.flatMap(({ target, content }) => {
    const path = placeOf(root, target);
    return path !== undefined && content ? [{ path, content }] : [];
  });
}

async function runAndSave(
  bench: Bench,
  node: StageNode,
  { inputs, why }: { readonly inputs: StageInputs; readonly why: readonly Why[] },
  tell: Tell,
): Promise<void> {
  const { root, rwLock, sections, hooks } = bench;
  const read = node.stage.deps.flatMap(({ target }) => placeOf(root, target) ?? []);
  const write = outPaths(root, node);
  const tracked = await beginTracked(bench, node, inputs);
  const log = bench.live && join(bench.live.folder, `${encodeURIComponent(node.address)}.log`);
  const more = { ...(tracked && { run: tracked.id }), ...(log !== undefined && { log }) };
  let run: StageRun | undefined;
  let entry: LockEntry | undefined;
  try {
    await sections.run(async () => {
      rwLock.take(read, write);
      await clearOuts(bench, node);
    });
    try {
      tell("running", { why, ...more });
      run = await runStage(bench, node, {
        env: tracked?.env ?? {},
        log,
        onStart: (pid) => tell("running", { why, ...more, ...processFacts(pid) }),
      });
      const { failure, isStopped } = run;
      if (isStopped) throw new StageStopped(`${node.address}: stopped`);
      if (failure !== undefined) throw new StageFailure(failure);
      entry = await sections.run(async () => saveStage(bench, node, await inputsAfter(bench, node, inputs)));
    } finally {
      await sections.run(async () => rwLock.release(read, write));
    }
    tell("done", { why, ...more, seconds: run.seconds });
  } finally {
    await endTracked(bench, node, { tracked, run, entry, inputs, log }).catch((error: unknown) =>
      hooks.note(`${node.address}: its run cannot be written down: ${error instanceof Error ? error.message : error}`),
    );
  }
}

/**
 * A stage may add to folders that it reads (`__pycache__`), so what it read is looked at again, as dvc does. Of a single
 * file that somebody edited meanwhile the lock keeps what the stage began with: it did not see the rest.
 */
async function inputsAfter(bench: Bench, node: StageNode, before: StageInputs): Promise<StageInputs> {
  const after = await readInputs(bench, node.stage);
  const deps = new Map(after.deps);
  for (const [path, { content }] of before.deps) {
    const now = after.deps.get(path)?.content;
    if (content === undefined || now === undefined || content.md5 === now.md5 || content.md5.endsWith(".dir")) continue;
    deps.set(path, { content });
    bench.hooks.note(`${node.address}: ${path} was changed while the stage ran; it runs again next time`);
  }
  return { deps, params: before.params };
}

async function beginTracked(bench: Bench, node: StageNode, inputs: StageInputs): Promise<TrackedStage | undefined> {
  const { tracker, hooks } = bench;
  if (!tracker) return undefined;
  try {
    return await tracker.begin(
      node,
      piecesOf(bench, node.stage.deps, (path) => inputs.deps.get(path)?.content),
    );
  } catch (error) {
    hooks.note(`${node.address}: not tracked: ${error instanceof Error ? error.message : error}`);
    return undefined; // the stage matters more than its run
  }
}

function piecesOf(
  { root }: Bench,
  entries: readonly { readonly path: string; readonly target: StageNode["stage"]["deps"][number]["target"] }[],
  contentOf: (path: string) => LockEntry["outs"][number]["content"],
): DataPiece[] {
  return entries.flatMap(({ path, target }) => {
    const [place, content] = [placeOf(root, target), contentOf(path)];
    if (place === undefined || !content) return [];
    return [{ path: place, md5: content.md5, ...(content.size === undefined ? {} : { size: content.size }) }];
  });
}

interface TrackedEnd {
  readonly tracked: TrackedStage | undefined;
  readonly run: StageRun | undefined;
  readonly entry: LockEntry | undefined;
  readonly inputs: StageInputs;
  readonly log: string | undefined;
}

async function endTracked(bench: Bench, node: StageNode, end: TrackedEnd): Promise<void> {
  const { tracked, run, entry, inputs, log } = end;
  if (!tracked) return;
  const { stage } = node;
  const output = log === undefined ? undefined : logTail(log, largestOutput);
  const metrics = stage.outs
    .filter(({ kind }) => kind === "metric")
    .flatMap(({ target }) => (target.kind === "local" ? [target.path] : []));
  await tracked.end({
    status: run?.isStopped ? "KILLED" : entry ? "FINISHED" : "FAILED",
    usage: run?.usage ?? { cpuSeconds: undefined, peakMemory: undefined },
    outs: piecesOf(bench, stage.outs, (path) => entry?.outs.find((out) => out.path === path)?.content),
    params: textsOf(inputs.params),
    metrics: entry ? await metricsIn(bench.root, metrics) : {},
    output,
  });
}

/** A .dvc file: its data are there, or come back; what a person changed becomes the new version, as dvc does. */
export async function reproFile(bench: Bench, node: FileNode, tell: Tell): Promise<TurnResult> {
  const { data, options, signal, root, hooks } = bench;
  const look = await lookAt([node], bench, { signal });
  const changed = look.fileChanges(node);
  if (mustBringAgain(node, look)) return bringAgain(bench, node, look, tell);
  if (changed.length === 0) return { state: "unchanged", isRenewed: false };
  // what a pull could not bring is no change of a person's
  const lost = ({ out: { out, target } }: (typeof changed)[number]): readonly string[] =>
    out.content ? data.lostOf(placeOf(root, target) ?? "", out.content) : [];
  const missing = changed.filter(
    (each) =>
      each.state === "deleted" ||
      look.content(placeOf(root, each.out.target) ?? "") === undefined ||
      lost(each).length > 0,
  );
  if (missing.length > 0) {
    if (options.allowMissing || options.dry) return { state: "unchanged", isRenewed: false };
    const outs = missing.flatMap(({ out }) => {
      const path = placeOf(root, out.target);
      return path !== undefined && out.out.content ? [{ path, content: out.out.content }] : [];
    });
    if (options.pull && (await bench.sections.run(() => bringHere(data, outs, signal))))
      return settled(tell, "restored");
    const [half] = missing.filter(({ state }) => state !== "deleted");
    const [first, ...more] = half ? lost(half) : [];
    if (half && first !== undefined)
      throw new StageFailure(
        `${node.address}: ${half.out.out.path} is not whole: ${quoteName(first)}${more.length > 0 ? ` and ${more.length} more are` : " is"} neither there nor in the cache; get it with: tidemark data pull ${node.address}, or take the folder as it is with: tidemark data commit ${node.address}`,
      );
    const names = missing.map(({ out }) => out.out.path).join(", ");
    throw new StageFailure(`${node.address}: ${names} is not there; get it with: tidemark data pull ${node.address}`);
  }
  if (options.dry || options.noCommit) return { state: "done", isRenewed: true };
  await bench.sections.run(async () => {
    const contents = await data.keep(
      node.outs.flatMap(({ out, target }) => (out.cache ? (placeOf(root, target) ?? []) : [])),
      { signal },
    );
    await hooks.saveFile(node, contents);
  });
  tell("done", { why: [{ kind: "outs", names: changed.map(({ out }) => out.out.path) }] });
  return { state: "done", isRenewed: true };
}

/** dvc takes in again what is not frozen and has changed at either end, and what never came. */
function mustBringAgain(node: FileNode, look: Look): boolean {
  const { file, outs } = node;
  if (!isImport(node)) return false;
  if (outs.every(({ out }) => out.content === undefined)) return true;
  const { deps, checksum } = look.importChanges(node);
  return !file.frozen && (checksum || deps.length > 0 || look.fileChanges(node).length > 0);
}

async function bringAgain(
  { data, options, signal, root, sections }: Bench,
  node: FileNode,
  look: Look,
  tell: Tell,
): Promise<TurnResult> {
  const names = [
    ...look.importChanges(node).deps.map(({ name }) => name),
    ...look.fileChanges(node).map(({ out }) => out.out.path),
  ];
  const why: Why[] = [{ kind: "deps", names }];
  if (!options.dry)
    await sections.run(() => data.bringImport(join(root, node.address), { signal, force: options.force }));
  tell("done", { why });
  return { state: "done", isRenewed: true };
}

/** As dvc 3, but before the command: what lies outside of the project is not kept. */
function refuseCachedOutside(root: string, stage: StageNode["stage"]): void {
  const far = stage.outs.find(({ target }) => target.kind === "foreign");
  if (far)
    throw new StageFailure(
      `${placeOfStage(stage)}: the output ${far.path} is an address, and no state of it is recorded here; leave it out of outs`,
    );
  const outside = stage.outs.find(({ target, cache }) => cache && !placeOf(root, target)?.startsWith(`${root}/`));
  if (outside)
    throw new StageFailure(
      `${placeOfStage(stage)}: the output ${outside.path} is outside of the project and cannot be cached; give it cache: false`,
    );
}
