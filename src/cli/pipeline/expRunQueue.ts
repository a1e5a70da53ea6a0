import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expandSweeps } from "../../core/dvc/overrides/expandSweeps";
import type { Override } from "../../core/dvc/overrides/override";
import { finishQueued, type QueuedRun, readOwnQueue, takeFromQueue } from "../../runtime/pipeline/experiments/ownQueue";
import type { FileOverride } from "../../runtime/pipeline/experiments/paramFiles";
import { queueRuns } from "../../runtime/pipeline/experiments/queueRuns";
import { runApart } from "../../runtime/pipeline/experiments/runApart";
import { writeOn } from "../../runtime/pipeline/process/writeOn";
import { StageFailure } from "../../runtime/pipeline/stageFailure";
import { ApiError } from "../../shared/apiError";
import { countOf } from "../../shared/format";
import { palette, screenOf } from "../terminal/terminal";
import type { Call } from "../verb";
import type { RunWork } from "./expRun";
import type { expRunOptions } from "./expRunOptions";
import { reproOptionsOf } from "./stageOptions";

type RunCall = Call<typeof expRunOptions>;

/** `--queue`: of several values every combination, one run each. */
export async function enqueue(
  { workspace, options, words, out, json }: RunCall,
  { room }: RunWork,
  overrides: readonly FileOverride[],
): Promise<number> {
  const runs = combinations(overrides);
  const { name, message, force } = options;
  const queued = await queueRuns(room, { folder: workspace, targets: words, runs, name, message, force });
  if (json) out.document({ queued: queued.map(({ name: each, baseline }) => ({ name: each, baseline })) });
  else {
    for (const [i, each] of queued.entries()) {
      const texts = (runs[i] ?? []).map(
        ({ file, override }) => (file === "params.yaml" ? "" : `${file}:`) + override.text,
      );
      out.print(`Queued experiment '${each.name}'${texts.length > 0 ? `: ${texts.join(" ")}` : ""}`);
    }
    out.note("`tidemark exp run --run-all -j 4` runs them");
  }
  return 0;
}

/** Combinations of a file's overrides times those of the next, as dvc counts them. */
function combinations(overrides: readonly FileOverride[]): FileOverride<Override>[][] {
  const files = [...new Set(overrides.map(({ file }) => file))];
  let all: FileOverride<Override>[][] = [[]];
  for (const file of files) {
    const own = expandSweeps(overrides.filter((each) => each.file === file).map(({ override }) => override));
    all = all.flatMap((before) => own.map((each) => [...before, ...each.map((override) => ({ file, override }))]));
  }
  return all;
}

/** `--run-all`: so many at a time, until the queue is empty. A failed one stays in it with its reason. */
export async function runQueue(call: RunCall, { room, tracking, signal }: RunWork): Promise<number> {
  const { workspace, options, out, json } = call;
  const done: { name: string; commit: string | null; failure: string | null }[] = [];
  const paint = palette(screenOf(out).colour);
  const tried = new Set<string>();
  const runOne = async (run: QueuedRun) => {
    if (!json) out.print(`${paint.blue("▶")} ${run.name}`);
    const log = logOf(join(room.ownFolder, "queue"), run.name);
    try {
      const { experiment } = await runApart(room, {
        folder: workspace,
        options: { ...reproOptionsOf(options, run.targets), jobs: 1, force: options.force },
        env: process.env,
        signal,
        name: run.name,
        baseline: run.baseline,
        start: run.commit,
        message: run.message,
        force: run.force,
        copyPaths: options["copy-paths"],
        trackerAt: (root) => tracking?.at(root),
        hooks: {
          event: () => undefined,
          output: log.output,
          note: (line) => out.note(`${run.name}: ${line}`),
          confirm: async () => true,
        },
      });
      await finishQueued(room, run);
      done.push({ name: run.name, commit: experiment?.commit ?? null, failure: null });
      if (!json) out.print(`${paint.green("✓")} ${run.name}  ${experiment?.commit.slice(0, 7) ?? ""}`);
    } catch (thrown) {
      if (signal.aborted || !(thrown instanceof StageFailure || thrown instanceof ApiError)) throw thrown;
      await finishQueued(room, run, thrown.message);
      done.push({ name: run.name, commit: null, failure: thrown.message });
      if (!json) out.print(`${paint.red("✗")} ${run.name}  ${thrown.message}; ${log.path}`);
    } finally {
      log.end();
    }
  };
  const worker = async () => {
    while (!signal.aborted) {
      const next = readOwnQueue(room).find(({ state, id }) => state === "queued" && !tried.has(id));
      if (!next) return;
      tried.add(next.id);
      const taken = takeFromQueue(room, next);
      if (taken) await runOne(taken).catch((thrown: unknown) => unlessStopped(thrown, signal));
    }
  };
  await Promise.all(Array.from({ length: options.jobs ?? 1 }, worker));
  if (json) out.document({ experiments: done });
  else if (done.length === 0) out.note("nothing is queued");
  else
    out.print(
      `Ran ${countOf(done.length, "experiment")}, ${done.filter(({ failure }) => failure !== null).length} failed`,
    );
  return done.some(({ failure }) => failure !== null) ? 1 : 0;
}

function unlessStopped(thrown: unknown, signal: AbortSignal): void {
  if (!signal.aborted) throw thrown;
}

export interface RunLog {
  readonly path: string;
  output(stage: string, part: Buffer): Promise<void> | undefined;
  end(): void;
}

/** What the stages of a run say that nobody watches. */
export function logOf(folder: string, name: string): RunLog {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.log`);
  const stream = createWriteStream(path);
  return { path, output: (_, part) => writeOn(stream, part), end: () => void stream.end() };
}
