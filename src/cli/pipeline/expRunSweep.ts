import { existsSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import {
  type Goal,
  goalOf,
  readSweep,
  type SearchKind,
  SweepFault,
  type SweepFile,
  searchKinds,
  searchOf,
} from "../../core/dvc/search/readSweep";
import { guessDirection } from "../../core/metrics/direction";
import { type FileOverride, readOverrides } from "../../runtime/pipeline/experiments/paramFiles";
import { runSweep, type SweepProgress, type SweepResult } from "../../runtime/pipeline/experiments/runSweep";
import type { Trial } from "../../runtime/pipeline/experiments/sweepLog";
import { formatNumber } from "../../shared/format";
import { UsageError } from "../args";
import { palette, screenOf } from "../terminal/terminal";
import type { Call } from "../verb";
import type { RunWork } from "./expRun";
import type { expRunOptions } from "./expRunOptions";
import { logOf } from "./expRunQueue";
import { reproOptionsOf } from "./stageOptions";

type RunCall = Call<typeof expRunOptions>;

/** Trials one after another, or side by side, each told in a line; the best at the end. */
export async function runSweepOf(call: RunCall, work: RunWork, typed: readonly FileOverride[]): Promise<number> {
  const { workspace, options, words, out, json } = call;
  const { room, tracking, signal } = work;
  const file = options.sweep === undefined ? { params: [] } : await findSweep(call, room.root, options.sweep);
  const overrides = merged(readOverrides(file.params), typed);
  const metric = options.metric ?? file.metric;
  const goal = goalFor(options.goal, file.goal, metric);
  const name = options.name ?? file.name;
  const say = createSpeaker(call, metric);
  const result = await runSweep(room, {
    folder: workspace,
    overrides,
    search: searchFor(options.search, file.search, overrides),
    metric,
    goal,
    trials: options.trials ?? file.trials,
    jobs: options.jobs ?? file.jobs ?? 1,
    seed: options.seed ?? file.seed ?? 0,
    name,
    isFresh: options.fresh,
    run: {
      options: reproOptionsOf(options, words.length > 0 ? words : (file.targets ?? [])),
      env: process.env,
      message: options.message,
      copyPaths: options["copy-paths"],
      signal,
      trackerAt: (root) => tracking?.at(root),
    },
    told: json ? () => undefined : say.trial,
    hooksFor(trial, folder) {
      const log = logOf(folder, String(trial.index));
      return {
        event: () => undefined,
        output: log.output,
        note: (line) => out.note(`${trial.name}: ${line}`),
        confirm: async () => true,
        end: log.end,
      };
    },
  });
  if (json)
    out.document({ sweep: result.id, metric: metric ?? null, goal, trials: result.trials, best: result.best ?? null });
  else say.end(result);
  if (result.fault !== undefined)
    out.note(`tidemark: the sweep stopped, no other trial would have it: ${result.fault}`);
  const isWhole = result.trials.length === result.count && result.trials.every(({ state }) => state === "done");
  return isWhole ? 0 : 1;
}

/** What the command line sets takes the place of what the file says. */
function merged(own: readonly FileOverride[], typed: readonly FileOverride[]): FileOverride[] {
  const key = ({ file, override }: FileOverride) => `${file}:${override.key}`;
  const set = new Set(typed.map(key));
  return [...own.filter((each) => !set.has(key(each))), ...typed];
}

async function findSweep({ workspace }: RunCall, root: string, word: string): Promise<SweepFile> {
  const path = resolve(workspace, word);
  try {
    if (existsSync(path)) return await readSweep(readFileSync(path, "utf8"), basename(word) === word ? word : path);
    const shared = [workspace, root].map((folder) => join(folder, "tidemark.yaml")).find(existsSync);
    if (!shared) throw new UsageError(`--sweep: there is no file ${word}, and no tidemark.yaml with sweeps`);
    return await readSweep(readFileSync(shared, "utf8"), "tidemark.yaml", word);
  } catch (thrown) {
    if (thrown instanceof SweepFault) throw new UsageError(thrown.message);
    throw thrown;
  }
}

function searchFor(
  typed: string | undefined,
  own: SearchKind | undefined,
  overrides: readonly FileOverride[],
): SearchKind {
  if (typed !== undefined) return searchOf(typed) ?? usage(`--search: ${searchKinds.join(", ")}, not '${typed}'`);
  if (own) return own;
  const isCountable = overrides.every(({ override }) => !("sweep" in override) || "values" in override.sweep);
  return isCountable ? "grid" : "random";
}

function goalFor(typed: string | undefined, own: Goal | undefined, metric: string | undefined): Goal {
  if (typed !== undefined) return goalOf(typed) ?? usage(`--goal: max or min, not '${typed}'`);
  return own ?? (metric !== undefined && guessDirection(metric) === "lower" ? "min" : "max");
}

function usage(message: string): never {
  throw new UsageError(message);
}

function createSpeaker({ out }: RunCall, metric: string | undefined) {
  const paint = palette(screenOf(out).colour);
  const scoreOf = ({ value }: Trial) => (value === undefined ? "" : `  ${metric} ${formatNumber(value)}`);
  return {
    trial(trial: Trial, { ended, count, best }: SweepProgress): void {
      if (trial.state === "running") return;
      const isBest = best?.index === trial.index && trial.state === "done";
      const mark = trial.state === "done" ? paint.green("✓") : paint.red("✗");
      const words = [
        `${mark} ${String(ended).padStart(String(count).length)}/${count}`,
        paint.bold(trial.name),
        trial.settings.join(" "),
      ];
      const score = isBest ? paint.green(`${scoreOf(trial)}  best`) : scoreOf(trial);
      out.print(words.join("  ") + score + (trial.message ? `  ${trial.message}` : ""));
    },
    end({ trials, best, count, isStopped, id }: SweepResult): void {
      const [done, failed] = ["done", "failed"].map((state) => trials.filter((each) => each.state === state).length);
      const rest = isStopped ? "; the same command goes on from here" : "";
      out.print(`${done} of ${count} trials done${failed ? `, ${failed} failed` : ""} (sweep ${id})${rest}`);
      if (!best) return;
      out.print(`Best: ${paint.bold(best.name)}  ${best.settings.join(" ")}${scoreOf(best)}`);
      out.print(`To bring it into the workspace: tidemark exp apply ${best.name}`);
    },
  };
}
