// npm run bench -- store [--quick]: the store alone, no HTTP. Every start is measured in a process of its own.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { createStore } from "../../src/runtime/kernel/store/durableStore";
import type { Store } from "../../src/runtime/kernel/store/store";

const worker = resolve(__dirname, "../../../dist/storeWorker.js");
const log = {
  debug: () => undefined,
  info: () => undefined,
  warn: (message: string) => process.stderr.write(`${message}\n`),
  error: (message: string) => process.stderr.write(`${message}\n`),
};
const open = (home: string) => createStore({ home, worker, log });

function say(what: string, figure: string): void {
  process.stdout.write(`${what.padEnd(58)} ${figure}\n`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}

const ms = (time: number) => `${time.toFixed(time < 10 ? 2 : 0)} ms`;

/** The longest that the event loop was held up while `work` ran. */
async function pauses(work: () => Promise<unknown>): Promise<{ longest: number; whole: number }> {
  let longest = 0;
  let last = performance.now();
  const beat = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  const whole = await timed(work);
  clearInterval(beat);
  return { longest, whole };
}

async function atOnce(lanes: number, count: number, one: (n: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) await one(next++);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

const point = (id: string, n: number) =>
  ({
    do: "points",
    table: "runs",
    id,
    points: { names: ["loss"], series: [0], values: [Math.sin(n)], steps: [n], times: [1.7e12 + n] },
  }) as const;

const batch = (id: string, first: number, count: number) => {
  const numbers = (of: (n: number) => number) => Float64Array.from({ length: count }, (_, i) => of(first + i));
  const points = {
    names: ["loss"],
    series: new Uint32Array(count),
    values: numbers((n) => Math.sin(n / 1e4)),
    steps: numbers((n) => n),
    times: numbers((n) => 1.7e12 + n * 10),
  };
  return { do: "points", table: "runs", id, points } as const;
};

async function commits(home: string, quick: boolean): Promise<void> {
  const store = await open(home);
  await store.commit([{ do: "row", table: "runs", id: "r" }]);
  await atOnce(64, 5000, (n) => store.commit([point("r", n)]));
  for (const lanes of [1, 8, 64]) {
    const count = (quick ? 300 : 1500) * lanes;
    const cpu = process.cpuUsage();
    const time = await timed(() => atOnce(lanes, count, (n) => store.commit([point("r", n)])));
    const { user, system } = process.cpuUsage(cpu);
    say(
      `commits of one point, ${lanes} in flight`,
      `${Math.round((count / time) * 1000)}/s, ${((user + system) / count).toFixed(1)} us cpu each`,
    );
  }
  const batches = quick ? 200 : 1000;
  const before = process.cpuUsage();
  const { longest, whole } = await pauses(() => atOnce(8, batches, (n) => store.commit([batch("r", n * 1000, 1000)])));
  const { user, system } = process.cpuUsage(before);
  say(
    "points in batches of 1000, 8 in flight",
    `${((batches / whole) * 1000 * 1000).toLocaleString("en", { maximumFractionDigits: 0 })}/s, ${Math.round((user + system) / batches)} us cpu a batch, longest pause ${ms(longest)}`,
  );
  await store.close();
}

async function fill(home: string, runs: number): Promise<void> {
  const store = await open(home);
  const names = Array.from({ length: 10 }, (_, i) => `metric${i}`);
  const one = (n: number) => {
    const id = n.toString(16).padStart(32, "0");
    const cells: Record<string, string | number> = { name: `run-${n}`, status: "FINISHED", start_time: 1.7e12 + n };
    for (let i = 0; i < 10; i++) cells[`param:p${i}`] = String((n * (i + 1)) % 1000);
    const values = names.map((_, i) => Math.sin(n + i));
    const points = {
      names,
      series: names.map((_, i) => i),
      values,
      steps: names.map(() => 0),
      times: names.map(() => 1.7e12),
    };
    return store.commit([
      { do: "row", table: "runs", id },
      { do: "set", table: "runs", id, cells },
      { do: "points", table: "runs", id, points },
    ]);
  };
  const { longest, whole } = await pauses(() => atOnce(64, runs, one));
  say(`write ${runs} runs of 10 params and 10 metrics`, `${ms(whole)}, longest pause ${ms(longest)}`);
  await store.close();
}

/** Runs in a process of its own. */
async function measureOpen(home: string): Promise<void> {
  let store: Store | undefined;
  const time = await timed(async () => {
    store = await open(home);
  });
  const { rss } = process.memoryUsage();
  process.stdout.write(JSON.stringify({ time, rss, runs: store?.table("runs").size }));
  process.exit(0);
}

function openElsewhere(home: string): { time: number; rss: number; runs: number } {
  return JSON.parse(execFileSync(process.execPath, [__filename, "--open", home], { encoding: "utf8" }));
}

function sayOpen(what: string, home: string): void {
  const { time, rss, runs } = [1, 2, 3].map(() => openElsewhere(home)).sort((a, b) => a.time - b.time)[1] as ReturnType<
    typeof openElsewhere
  >;
  const size = readdirSync(join(home, "store")).reduce(
    (sum, name) => sum + statSync(join(home, "store", name)).size,
    0,
  );
  say(`open ${runs} runs, ${what}`, `${ms(time)}, RSS ${rss >> 20} MB, ${(size / 2 ** 20).toFixed(1)} MB on disk`);
}

async function charts(home: string): Promise<void> {
  const store = await open(home);
  await store.commit([{ do: "row", table: "runs", id: "big" }]);
  for (let n = 0; n < 1000; n++) await store.commit([batch("big", n * 1000, 1000)]);
  await store.commit([{ do: "row", table: "runs", id: "mid" }]);
  for (let n = 0; n < 100; n++) await store.commit([batch("mid", n * 1000, 1000)]);
  const chart = () => store.chart("runs", "big", "loss", { axis: "step", buckets: 1000 });
  await chart();
  say("chart of 1,000,000 points, not sealed yet", ms(await timed(chart)));
  await store.compact();
  await store.close();
  const again = await open(home);
  const cold = () => again.chart("runs", "big", "loss", { axis: "step", buckets: 1000 });
  say("chart of 1,000,000 points, cold", ms(await timed(cold)));
  await cold();
  say("chart of 1,000,000 points, warm", ms(await timed(cold)));
  const history = () => again.history("runs", "mid", "loss");
  say("history of 100,000 points, cold", ms(await timed(history)));
  say("history of 100,000 points, warm", ms(await timed(history)));
  await again.close();
}

async function main(): Promise<void> {
  const [flag, given = ""] = process.argv.slice(2);
  if (flag === "--open") return measureOpen(given);
  const folder = mkdtempSync(join(resolve(__dirname, "../.."), "store-"));
  try {
    const quick = process.argv.includes("--quick");
    await commits(join(folder, "commits"), quick);
    await charts(join(folder, "charts"));
    for (const runs of quick ? [10_000] : [10_000, 100_000]) {
      const home = join(folder, `runs${runs}`);
      await fill(home, runs);
      sayOpen("as it was closed", home);
      const store = await open(home);
      say(`compact ${runs} runs`, ms((await pauses(() => store.compact())).whole));
      await store.close();
      sayOpen("compacted", home);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main(); // a failure ends the process with its stack
