import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs, promisify } from "node:util";
import { startPeer, type TrackingServer } from "../../interop/servers";
import { makePython } from "../../interop/venv";
import { createExperiment, createRuns, fillRuns, fillSeries } from "./fill";
import { batchSize, type Outcome } from "./loadTask";
import { countFound, enginePart, latency, pythonLoop, rate, ratePair, type Side, searchOf, transfer } from "./measures";
import { median, pssOf, runProgram, startNull } from "./processes";
import { type Started, startTimed } from "./starting";
import { less, markdown, more, type Row } from "./table";

const run = promisify(execFile);
const root = resolve(__dirname, "../../..");
const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    "no-peer": { type: "boolean", default: false },
    only: { type: "string" },
    "artifact-mb": { type: "string" },
  },
});
const quick = options.quick;
const rounds = quick ? 1 : 3;
const seconds = quick ? 2 : 4;
const artifactBytes = Number(options["artifact-mb"] ?? (quick ? 512 : 5000)) * 1_000_000;

const scratch = mkdtempSync(join(tmpdir(), "tidemark-bench-"));
const rows: Row[] = [];
const notes: string[] = [];
const say = (line: string) => process.stdout.write(`${line}\n`);
const pause = (ms: number) => new Promise((wake) => setTimeout(wake, ms));
const wanted = (part: string) => options.only === undefined || options.only.split(",").includes(part);

function add(row: Row): void {
  rows.push(row);
  say(markdown([row]).split("\n").at(-1) ?? "");
}

/** Both sides with 10,000 runs in an experiment of their own, and one series of 100,000 points. */
interface Sides {
  readonly ours: Started;
  readonly experiment: string;
  readonly peer?: { server: TrackingServer; experiment: string; series: string; started: number; idle: number };
}

async function main(): Promise<void> {
  say(
    `load of the machine: ${loadavg()
      .map((each) => each.toFixed(2))
      .join(" ")}`,
  );
  const python = await makePython();
  const sides = await prepare(python);
  try {
    await reading(sides);
    await memory(sides);
    await writing(sides);
    if (wanted("python")) await script(python, sides);
    if (wanted("artifacts")) await artifacts(sides);
  } finally {
    await sides.peer?.server.stop();
    await sides.ours.end("SIGTERM");
  }
  if (wanted("large") && !quick) await large();
  if (wanted("chart")) await chart();
  say(`\n${markdown(rows)}\n`);
  for (const note of notes) say(`- ${note}`);
  say(
    `- load of the machine at the end: ${loadavg()
      .map((each) => each.toFixed(2))
      .join(" ")}`,
  );
}

let idle = 0;

async function prepare(python: string): Promise<Sides> {
  const peer = options["no-peer"] ? undefined : await preparePeer(python);
  const workspace = join(scratch, "ours");
  let ours = await startTimed(workspace);
  await pause(3000);
  idle = pssOf(ours.pid);
  const experiment = await createExperiment(ours, "bench");
  const began = performance.now();
  await fillRuns(ours, experiment, 10_000);
  notes.push(`10,000 runs were written through our HTTP in ${((performance.now() - began) / 1000).toFixed(1)} s`);

  const best: Record<string, number> = {};
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    const took: number[] = [];
    for (let i = 0; i < 5; i++) {
      await ours.end(signal);
      ours = await startTimed(workspace);
      took.push(ours.took);
    }
    best[signal] = Math.min(...took);
  }
  add(less("start with 10,000 runs", "ms", best.SIGTERM ?? Number.NaN, peer?.started, { limit: 250, times: 50 }));
  add(less("the same after kill -9", "ms", best.SIGKILL ?? Number.NaN, undefined, { limit: 250 }));
  return { ours, experiment, ...(peer ? { peer } : {}) };
}

async function preparePeer(python: string): Promise<NonNullable<Sides["peer"]>> {
  const folder = mkdtempSync(join(scratch, "peer-"));
  let server = await startPeer(python, folder);
  await pause(3000);
  const idleOfPeer = pssOf(server.pid);
  const experiment = await createExperiment(server, "bench");
  await server.stop();
  const filler = join(root, "test/bench/tracking/fillPeer.py");
  const filled = await run(python, [filler, join(folder, "mlflow.db"), experiment, "10000", "100000"]);
  const took: number[] = [];
  for (let i = 0; i < (quick ? 1 : 2); i++) {
    if (i > 0) await server.stop();
    const began = performance.now();
    server = await startPeer(python, folder);
    took.push(performance.now() - began);
  }
  return { server, experiment, series: filled.stdout.trim(), started: Math.min(...took), idle: idleOfPeer };
}

async function writing({ ours, peer }: Sides): Promise<void> {
  const nothing = await startNull();
  const both: Side[] = [{ ...ours, runs: await createRuns(ours, await createExperiment(ours, "load"), 64) }];
  if (peer)
    both.push({
      url: peer.server.url,
      runs: await createRuns(peer.server, await createExperiment(peer.server, "load"), 64),
    });
  for (const [connections, times] of [
    [8, 80],
    [64, 100],
  ] as const) {
    const task = { kind: "log-metric", connections, seconds } as const;
    const [own, other] = await ratePair(task, both, rounds);
    const ceiling = await runProgram<Outcome>("generator", { ...task, url: nothing.url, runs: ["x"], seconds: 1 });
    if (!own) throw new Error("no figure");
    add(more(`log-metric, ${connections} connections`, "/s", rate(own), other && rate(other), { times }));
    notes.push(
      `log-metric, ${connections} connections: ours ${spread(own)}${other ? `; mlflow ${spread(other)}` : ""}`,
    );
    notes.push(
      `the load generator's ceiling against a server that does nothing, ${connections} connections: ${rate(ceiling).toFixed(0)}/s`,
    );
  }
  const task = { kind: "log-batch", connections: 4, seconds } as const;
  const [own, other] = await ratePair(task, both, rounds);
  if (!own) throw new Error("no figure");
  const points = (each: Outcome) => rate(each) * batchSize;
  add(
    more("log-batch of 1000 metrics", "points/s", points(own), other && points(other), { limit: 450_000, times: 50 }),
  );
  const ceiling = await runProgram<Outcome>("generator", { ...task, url: nothing.url, runs: ["x"], seconds: 1 });
  notes.push(`the same, the generator's ceiling: ${points(ceiling).toFixed(0)} points/s`);
  nothing.stop();
  notes.push(`memory after these writes (ours took many times more of them): ours ${pssOf(ours.pid).toFixed(0)} MB`);
  notes.push(
    `longest pause of our event loop under this load: ${await longestPause(ours)} ms (goal: ≤ 50 on a quiet machine)`,
  );
}

function spread({ p50, p99, longest }: Outcome): string {
  return `p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, longest ${longest.toFixed(0)} ms`;
}

async function longestPause(ours: Started): Promise<number> {
  const reply = await fetch(`${ours.url}/api/tidemark/v1/status`, {
    headers: { authorization: `Bearer ${ours.token}` },
  });
  return ((await reply.json()) as { longest_pause_ms: number }).longest_pause_ms;
}

async function reading({ ours, experiment, peer }: Sides): Promise<void> {
  const own = await latency(ours, 25, searchOf(experiment));
  const other = peer && (await latency(peer.server, quick ? 2 : 5, searchOf(peer.experiment)));
  add(less("runs/search among 10,000, page of 1000", "ms", own, other, { times: 100 }));
  const found = [await countFound(ours, experiment), ...(peer ? [await countFound(peer.server, peer.experiment)] : [])];
  notes.push(`runs that the search gave: ${found.join(" and ")}`);
  if (wanted("engine")) {
    const engine = await enginePart();
    for (const [runs, limit] of [
      [10_000, 2],
      [100_000, 15],
    ] as const) {
      const took = engine.get(runs);
      if (took !== undefined)
        add(less(`engine part of that search, ${runs.toLocaleString("en")} runs`, "ms", took, undefined, { limit }));
    }
  }
  const series = await fillSeries(ours, experiment, 100_000);
  const history = (id: string) =>
    ({ method: "GET", path: `/api/2.0/mlflow/metrics/get-history?run_id=${id}&metric_key=loss` }) as const;
  const ownHistory = await latency(ours, 15, history(series));
  const otherHistory = peer && (await latency(peer.server, quick ? 1 : 3, history(peer.series)));
  add(less("get-history of 100,000 points", "ms", ownHistory, otherHistory, { times: 30 }));
}

async function memory({ ours, peer }: Sides): Promise<void> {
  add(less("memory, idle", "MB", idle, peer?.idle, { times: 4 }));
  await pause(2000);
  add(
    less("memory, 10,000 runs, after these reads", "MB", pssOf(ours.pid), peer && pssOf(peer.server.pid), { times: 4 }),
  );
}

async function script(python: string, { ours, peer }: Sides): Promise<void> {
  const nothing = await startNull();
  const own: number[] = [];
  const base: number[] = [];
  for (let i = 0; i < (quick ? 2 : 5); i++) {
    base.push(await pythonLoop(python, nothing, "0".repeat(32)));
    own.push(await pythonLoop(python, ours));
  }
  nothing.stop();
  const other = peer && (await pythonLoop(python, peer.server));
  const share = median(own.map((each, i) => each / (base[i] as number)));
  add(less("Python: 1,000 log_metric calls", "s", median(own), other, {}));
  add(less("the same, against a server that does nothing", "×", share, undefined, { limit: 1.15 }));
  notes.push(
    `1,000 log_metric calls, pairs (ours/nothing): ${own.map((each, i) => `${each.toFixed(2)}/${base[i]?.toFixed(2)}`).join(", ")} s`,
  );
}

async function artifacts({ ours, experiment, peer }: Sides): Promise<void> {
  const name = `${artifactBytes / 1e9} GB`;
  const path = (where: string) => `/api/2.0/mlflow-artifacts/artifacts/${where}/big.bin`;
  const sides = [
    { url: ours.url, token: ours.token, pid: ours.pid, path: path(`${experiment}/big/artifacts`) },
    ...(peer
      ? [
          {
            url: peer.server.url,
            token: undefined,
            pid: peer.server.pid,
            path: path(`${peer.experiment}/big/artifacts`),
          },
        ]
      : []),
  ];
  for (const direction of ["up", "down"] as const) {
    const seen: { rate: number; growth: number }[] = [];
    for (const { pid, ...target } of sides)
      seen.push(await transfer({ ...target, direction, bytes: artifactBytes }, pid));
    const [own, other] = seen;
    if (!own) throw new Error("no figure");
    add(more(`artifact of ${name} ${direction}`, "MB/s", own.rate, other?.rate, { times: 1 }));
    add(less(`memory grown by it, ${direction}`, "MB", own.growth, other?.growth, { limit: 64 }));
  }
}

async function large(): Promise<void> {
  const workspace = join(scratch, "large");
  let ours = await startTimed(workspace);
  const experiment = await createExperiment(ours, "bench");
  const began = performance.now();
  await fillRuns(ours, experiment, 100_000);
  notes.push(`100,000 runs were written through our HTTP in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  const took: number[] = [];
  for (let i = 0; i < 3; i++) {
    await ours.end("SIGTERM");
    ours = await startTimed(workspace);
    took.push(ours.took);
  }
  add(less("start with 100,000 runs", "ms", Math.min(...took), undefined, { limit: 1500 }));
  add(
    less("runs/search among 100,000, page of 1000", "ms", await latency(ours, 15, searchOf(experiment)), undefined, {}),
  );
  add(less("memory with 100,000 runs", "MB", pssOf(ours.pid), undefined, { limit: 600 }));
  await ours.end("SIGKILL");
  ours = await startTimed(workspace);
  add(less("start with 100,000 runs after kill -9", "ms", ours.took, undefined, { limit: 1500 }));
  await ours.end("SIGTERM");
}

async function chart(): Promise<void> {
  const workspace = join(scratch, "chart");
  let ours = await startTimed(workspace);
  const series = await fillSeries(ours, await createExperiment(ours, "bench"), 1_000_000);
  const ask = { method: "GET", path: `/api/tidemark/v1/runs/${series}/chart?metric=loss&points=2000` } as const;
  const cold: number[] = [];
  for (let i = 0; i < 3; i++) {
    await ours.end("SIGTERM");
    ours = await startTimed(workspace);
    cold.push(await latency(ours, 1, ask));
  }
  add(less("chart of 1,000,000 points, cold", "ms", median(cold), undefined, { limit: 120 }));
  add(less("chart of 1,000,000 points, warm", "ms", await latency(ours, 21, ask), undefined, { limit: 10 }));
  await ours.end("SIGTERM");
}

main()
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  })
  .finally(() => rmSync(scratch, { recursive: true, force: true }));
