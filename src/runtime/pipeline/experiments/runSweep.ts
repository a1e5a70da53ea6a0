import { settled } from "../../../core/dvc/overrides/expandSweeps";
import type { Override, Sweep } from "../../../core/dvc/overrides/override";
import type { Goal, SearchKind } from "../../../core/dvc/search/readSweep";
import type { Observation, Point, Space } from "../../../core/dvc/search/space";
import {
  dimensionOf,
  faultOfGrid,
  pointFor,
  type Search,
  settingsAt,
  trialCount,
} from "../../../core/dvc/search/spaceOf";
import { ApiError, invalid } from "../../../shared/apiError";
import { StageFailure } from "../stageFailure";
import { refOf } from "./experimentRefs";
import type { ExperimentsRoom } from "./openExperiments";
import { type FileOverride, overriddenFiles } from "./paramFiles";
import { takeSnapshot, treeWith } from "./queueRuns";
import { randomName } from "./randomName";
import { type ApartRequest, runApart } from "./runApart";
import { stateOfRevision } from "./stateOfRevision";
import { openSweepLog, type Trial } from "./sweepLog";
import { checkMetric, metricOf, NoMetric } from "./sweepMetric";

export interface SweepRequest {
  readonly folder: string;
  /** Fixed ones and those that are gone over. */
  readonly overrides: readonly FileOverride[];
  readonly search: SearchKind;
  readonly metric: string | undefined;
  readonly goal: Goal;
  readonly trials: number | undefined;
  readonly jobs: number;
  readonly seed: number;
  /** Trials are called `name-1`, `name-2`… */
  readonly name: string | undefined;
  /** Forget trials that were run before. */
  readonly isFresh: boolean;
  readonly run: Pick<ApartRequest, "options" | "env" | "message" | "copyPaths" | "trackerAt" | "signal">;
  /** Told when a trial begins and when it ends. */
  told(trial: Trial, progress: SweepProgress): void;
  hooksFor(trial: Trial, folder: string): ApartRequest["hooks"] & { end(): void };
}

export interface SweepProgress {
  readonly ended: number;
  readonly count: number;
  readonly best: Trial | undefined;
}

export interface SweepResult {
  readonly id: string;
  readonly trials: readonly Trial[];
  readonly best: Trial | undefined;
  readonly count: number;
  readonly isStopped: boolean;
  /** Why no trial of it can be of use, whatever its parameters are. */
  readonly fault: string | undefined;
}

/** Runs trials until there are as many as asked for, so many at a time, each an experiment. */
export async function runSweep(room: ExperimentsRoom, request: SweepRequest): Promise<SweepResult> {
  const { overrides, folder, seed, metric, goal } = request;
  const swept = overrides.filter((each): each is FileOverride<Sweep> => "sweep" in each.override);
  const fixed = overrides.filter((each): each is FileOverride<Override> => !("sweep" in each.override));
  const space: Space = new Map(swept.map((each) => [nameOf(each), dimensionOf(each.override, request.search)]));
  const search: Search = { kind: request.search, space, seed };
  checkSearch(search, request);
  const first = overridesAt(
    space,
    swept,
    fixed,
    pointFor({ ...search, kind: search.kind === "grid" ? "grid" : "random" }, 0, []),
  );
  const files = await overriddenFiles(folder, first); // a name that is not there is told before anything runs
  const snapshot = await takeSnapshot(
    room,
    files.map(({ path }) => path),
  );
  const texts = overrides.map(({ file, override }) => `${file}:${override.text}`);
  const definition = {
    ...snapshot,
    texts,
    search: request.search,
    seed,
    metric,
    goal,
    targets: request.run.options.targets,
    name: request.name,
  };
  if (metric !== undefined) checkMetric(await stateOfRevision(room.root, snapshot.baseline), metric);
  const log = openSweepLog(room.ownFolder, definition, request.isFresh);
  const count = trialCount(search, request.trials);
  const names = new Set([...log.trials.values()].map(({ name }) => name));
  const progress = (): SweepProgress => {
    const all = [...log.trials.values()];
    return { ended: all.filter(({ state }) => state !== "running").length, count, best: bestOf(all, goal) };
  };
  const known = [...log.trials.values()].find(({ lacksMetric }) => lacksMetric);
  if (known) {
    log.close();
    invalid(`${known.name}: ${known.message}; name another metric, or mend the stages and say --fresh`);
  }
  const abort = new AbortController();
  const signal = AbortSignal.any([request.run.signal, abort.signal]);
  let fault: string | undefined;

  const newTrial = async (index: number): Promise<Trial | undefined> => {
    const before = log.trials.get(index);
    if (before) return before;
    const point = pointFor(search, index, observationsOf(log.trials, goal));
    if (!point) return undefined;
    const name = request.name ? `${request.name}-${index + 1}` : await randomName(room.git, snapshot.baseline, names);
    names.add(name);
    const settings = swept.map((each) => withFile(each, overrideAt(space, each, point).text));
    return { index, point: Object.fromEntries(point), settings, name, state: "running" };
  };

  const runOne = async (trial: Trial): Promise<void> => {
    log.write(trial);
    request.told(trial, progress());
    const hooks = request.hooksFor(trial, log.folder);
    try {
      const at = overridesAt(space, swept, fixed, new Map(Object.entries(trial.point)));
      const start = await treeWith(room, snapshot, folder, at);
      const { options, ...run } = request.run;
      const ran = await runApart(room, {
        ...run,
        signal,
        options: { ...options, jobs: 1 },
        folder,
        name: trial.name,
        baseline: snapshot.baseline,
        start,
        force: true,
        hooks,
      });
      const commit = ran.experiment?.commit ?? "";
      const value = metric === undefined ? undefined : metricOf(await stateOfRevision(room.root, commit), metric);
      log.write({ ...trial, state: "done", commit, ...(value === undefined ? {} : { value }) });
    } catch (thrown) {
      if (signal.aborted) return; // it begins again when the sweep goes on
      if (!(thrown instanceof StageFailure || thrown instanceof ApiError)) throw thrown;
      // where another trial has it, it is this one's own fault
      const lacksMetric =
        thrown instanceof NoMetric && [...log.trials.values()].every(({ value }) => value === undefined);
      log.write({ ...trial, state: "failed", message: thrown.message, ...(lacksMetric && { lacksMetric }) });
      if (lacksMetric) {
        fault = thrown.message;
        abort.abort("SIGTERM");
      }
    } finally {
      hooks.end();
    }
    request.told(log.trials.get(trial.index) as Trial, progress());
  };

  try {
    await forgetLost(room, log.trials, snapshot.baseline, log.write);
    let next = 0;
    let choosing: Promise<unknown> = Promise.resolve();
    const worker = async () => {
      while (!signal.aborted) {
        // one after the other, so that each knows of those that run
        const chosen = choosing.then(async () => {
          while (next < count && isEnded(log.trials.get(next))) next++;
          if (next >= count) return undefined;
          const trial = await newTrial(next++);
          if (trial) log.write({ ...trial, state: "running" });
          return trial;
        });
        choosing = chosen.catch(() => undefined);
        const trial = await chosen;
        if (!trial) return;
        await runOne({ ...trial, state: "running" });
      }
    };
    await Promise.all(Array.from({ length: Math.min(request.jobs, count) }, worker));
    const trials = [...log.trials.values()].sort((a, b) => a.index - b.index);
    return { id: log.id, trials, best: bestOf(trials, goal), count, isStopped: request.run.signal.aborted, fault };
  } finally {
    log.close();
  }
}

function isEnded(trial: Trial | undefined): boolean {
  return trial !== undefined && trial.state !== "running";
}

function checkSearch(search: Search, { metric }: SweepRequest): void {
  if (search.space.size === 0) invalid("a sweep needs a parameter to go over: -S 'lr=loguniform(1e-5,1e-1)'");
  const endless = faultOfGrid(search);
  if (endless !== undefined)
    invalid(`${endless}: a grid cannot go over all of a range; name values, a step, or --search random`);
  if (search.kind === "tpe" && metric === undefined) invalid("--search tpe: it needs --metric to know what is good");
}

/** An experiment that was removed since is run again. */
async function forgetLost(
  room: ExperimentsRoom,
  trials: ReadonlyMap<number, Trial>,
  baseline: string,
  write: (trial: Trial) => void,
): Promise<void> {
  for (const trial of trials.values())
    if (
      trial.state === "done" &&
      (await room.git.ask(["rev-parse", "-q", "--verify", refOf(baseline, trial.name)])) === undefined
    )
      write({ index: trial.index, point: trial.point, settings: trial.settings, name: trial.name, state: "running" });
}

function nameOf({ file, override }: FileOverride): string {
  return file === "params.yaml" ? override.key : `${file}:${override.key}`;
}

function withFile({ file }: FileOverride, text: string): string {
  return file === "params.yaml" ? text : `${file}:${text}`;
}

function overrideAt(space: Space, each: FileOverride<Sweep>, point: Point): Override {
  const value = settingsAt(space, point).get(nameOf(each)) ?? null;
  return settled(each.override, value);
}

function overridesAt(
  space: Space,
  swept: readonly FileOverride<Sweep>[],
  fixed: readonly FileOverride<Override>[],
  point: Point | undefined,
): FileOverride<Override>[] {
  if (!point) return [...fixed];
  return [...fixed, ...swept.map((each) => ({ file: each.file, override: overrideAt(space, each, point) }))];
}

function observationsOf(trials: ReadonlyMap<number, Trial>, goal: Goal): Observation[] {
  return [...trials.values()]
    .sort((a, b) => a.index - b.index)
    .map(({ point, value }) => ({
      point: new Map(Object.entries(point)),
      score: value === undefined ? undefined : goal === "max" ? -value : value,
    }));
}

export function bestOf(trials: readonly Trial[], goal: Goal): Trial | undefined {
  let best: Trial | undefined;
  for (const trial of trials) {
    const { value } = trial;
    if (value === undefined || Number.isNaN(value)) continue;
    if (best?.value === undefined || (goal === "max" ? value > best.value : value < best.value)) best = trial;
  }
  return best;
}
