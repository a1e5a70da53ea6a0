import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { filter, order, post } from "./fill";
import type { Outcome, Task } from "./loadTask";
import { median, pssOf, runProgram } from "./processes";
import type { Transfer, Transferred } from "./transfer";
import { openWire, type Target } from "./wire";

const root = resolve(__dirname, "../../..");
const run = promisify(execFile);

/** Requests a second of both, in alternating rounds, the median of each. */
export async function ratePair(
  task: Omit<Task, keyof Target | "runs">,
  sides: readonly Side[],
  rounds: number,
): Promise<Outcome[]> {
  const seen: Outcome[][] = sides.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (const [i, side] of sides.entries()) {
      const { url, token, runs } = side;
      seen[i]?.push(await runProgram<Outcome>("generator", { ...task, url, token, runs } satisfies Task));
    }
  return seen.map((outcomes) => {
    const failed = outcomes.reduce((sum, each) => sum + each.failed, 0);
    if (failed > 0) throw new Error(`${failed} requests of ${task.kind} were refused`);
    const middle = median(outcomes.map((each) => each.requests / each.seconds));
    return outcomes.reduce((a, b) => (Math.abs(rate(b) - middle) < Math.abs(rate(a) - middle) ? b : a));
  });
}

export interface Side extends Target {
  /** Runs to write into; one a connection at most. */
  readonly runs: readonly string[];
}

export function rate({ requests, seconds }: Outcome): number {
  return requests / seconds;
}

/** Milliseconds of one request over a warm connection: the median. */
export async function latency(target: Target, times: number, ask: Ask): Promise<number> {
  const wire = openWire(target);
  const taken: number[] = [];
  for (let i = 0; i < times; i++) {
    const began = performance.now();
    const reply = await wire.send(ask.method, ask.path, ask.body);
    taken.push(performance.now() - began);
    if (reply.status !== 200)
      throw new Error(`${ask.path} answered ${reply.status}: ${reply.body.toString().slice(0, 300)}`);
  }
  wire.close();
  return median(taken);
}

export interface Ask {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: string;
}

export function searchOf(experiment: string): Ask {
  const body = JSON.stringify({ experiment_ids: [experiment], filter, order_by: [order], max_results: 1000 });
  return { method: "POST", path: "/api/2.0/mlflow/runs/search", body };
}

/** How many runs the search finds; both sides should be about the same. */
export async function countFound(target: Target, experiment: string): Promise<number> {
  const wire = openWire(target);
  const { runs } = await post<{ runs: unknown[] }>(wire, "runs/search", JSON.parse(searchOf(experiment).body ?? ""));
  wire.close();
  return runs.length;
}

/** Seconds of the loop of 1,000 log_metric calls in real Python. */
export async function pythonLoop(python: string, target: Target, runId?: string): Promise<number> {
  const env = {
    ...process.env,
    MLFLOW_TRACKING_URI: target.url,
    MLFLOW_DISABLE_TELEMETRY: "true",
    ...(target.token === undefined ? {} : { MLFLOW_TRACKING_TOKEN: target.token }),
    ...(runId === undefined ? {} : { RUN_ID: runId }),
  };
  const { stdout } = await run(python, [join(root, "test/bench/tracking/thousandMetrics.py")], { env });
  return Number(stdout.trim().split("\n").at(-1));
}

/** Up or down, and by how many megabytes the server grew meanwhile. */
export async function transfer(task: Transfer, pid: number): Promise<{ rate: number; growth: number }> {
  const before = pssOf(pid);
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, pssOf(pid));
  }, 200);
  const result = await runProgram<Transferred>("transfer", task);
  clearInterval(watch);
  if (result.status !== 200 || (task.direction === "down" && result.bytes !== task.bytes))
    throw new Error(`${task.direction}load answered ${result.status} with ${result.bytes} bytes`);
  return { rate: task.bytes / 1e6 / result.seconds, growth: most - before };
}

/** The search engine's part of a search, from the benchmark in the same process; milliseconds by number of runs. */
export async function enginePart(): Promise<Map<number, number>> {
  const { stdout } = await run(process.execPath, [join(root, "out-bench/test/bench/search.js")], { timeout: 300_000 });
  const found = [...stdout.matchAll(/^(\d+) runs:.*?\bengine ([\d.]+)/gm)];
  return new Map(found.map(([, runs, took]) => [Number(runs), Number(took)]));
}
