import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Door } from "../../../src/extension/runtime/door";
import { joinRuntime } from "../../../src/extension/runtime/startRuntime";
import { createExperiment } from "../../vscode/logRuns";
import { createRandom, type Point, seedMany, seedRun } from "../../vscode/shots/seed";
import { until } from "../../vscode/until";

export const root = resolve(__dirname, "../../..");
/** Grows when what is written below changes. */
const edition = 1;
const minute = 60_000;
const origin = Date.UTC(2026, 10, 1);

/** A folder with runs. Writing some of them takes a minute, so each is made once on a machine and copied. */
export interface Project {
  readonly folder: string;
  runtime(): Promise<Running>;
}

export interface Running {
  readonly door: Door;
  end(): Promise<void>;
}

const fillings: Readonly<Record<string, (door: Door) => Promise<void>>> = {
  few: (door) => fillRuns(door, { runs: 200, params: 5, metrics: 5 }),
  wide: (door) => fillRuns(door, { runs: 5000, params: 250, metrics: 250 }),
  curves: (door) => fillCurves(door, { runs: 100, metrics: 20, points: 1000 }),
  long: (door) => fillLong(door, 1_000_000),
};

export async function openProject(name: string, scratch: string, say: (line: string) => void): Promise<Project> {
  const folder = join(scratch, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "README.md"), `# ${name}\n`);
  const store = join(tmpdir(), "tidemark-bench-projects", `${name}-${edition}`);
  if (!existsSync(store)) await make(name, store, say);
  cpSync(store, join(folder, ".tidemark"), { recursive: true });
  return { folder, runtime: () => startRuntime(folder) };
}

async function make(name: string, store: string, say: (line: string) => void): Promise<void> {
  say(`writing the project “${name}”`);
  const began = performance.now();
  const folder = mkdtempSync(join(tmpdir(), "tidemark-bench-"));
  const { door, end } = await startRuntime(folder);
  await fillings[name]?.(door);
  await end();
  for (const own of ["lock.json", "token", "runtime.json"]) rmSync(join(folder, ".tidemark", own), { force: true });
  mkdirSync(resolve(store, ".."), { recursive: true });
  renameSync(join(folder, ".tidemark"), store);
  rmSync(folder, { recursive: true, force: true });
  say(`  took ${((performance.now() - began) / 1000).toFixed(0)} s`);
}

async function startRuntime(folder: string): Promise<Running> {
  const child: ChildProcess = spawn(process.execPath, [join(root, "dist/cli.js"), "up", "--workspace", folder], {
    stdio: "ignore",
  });
  const door = await until(() => joinRuntime(folder), "the runtime");
  return {
    door,
    async end() {
      door.close();
      const ended = once(child, "close");
      child.kill("SIGTERM");
      await ended;
    },
  };
}

interface Wide {
  readonly runs: number;
  readonly params: number;
  readonly metrics: number;
}

async function fillRuns(door: Door, { runs, params, metrics }: Wide): Promise<void> {
  const experiment = await createExperiment(door, "sweep");
  await seedMany(runs, (i) => {
    const random = createRandom(i);
    const start = origin + i * minute;
    return seedRun(door, {
      experiment,
      name: `run-${i}`,
      start,
      end: start + minute,
      status: "FINISHED",
      params: Object.fromEntries(Array.from({ length: params }, (_, n) => [`p${n}`, String((i * (n + 1)) % (2 + n))])),
      points: Array.from({ length: metrics }, (_, n) => ({ key: `m${n}`, value: random(), step: 0, timestamp: start })),
    });
  });
}

async function fillCurves(
  door: Door,
  { runs, metrics, points }: { runs: number; metrics: number; points: number },
): Promise<void> {
  const experiment = await createExperiment(door, "curves");
  await seedMany(runs, (i) => {
    const random = createRandom(i);
    const start = origin + i * minute;
    const of = (metric: number): Point[] =>
      Array.from({ length: points }, (_, step) => ({
        key: `${metric % 2 ? "val" : "train"}/metric_${metric}`,
        value: Math.exp(-step / (100 + 9 * i)) + 0.1 * random(),
        step,
        timestamp: start + step * 50,
      }));
    return seedRun(door, {
      experiment,
      name: `run-${i}`,
      start,
      end: start + minute,
      status: "FINISHED",
      params: { lr: String(10 ** -(1 + (i % 5))), depth: String(2 + (i % 7)) },
      points: Array.from({ length: metrics }, (_, metric) => of(metric)).flat(),
    });
  });
}

async function fillLong(door: Door, points: number): Promise<void> {
  const experiment = await createExperiment(door, "long");
  const random = createRandom(1);
  for (const name of ["long-1", "long-2"])
    await seedRun(door, {
      experiment,
      name,
      start: origin,
      end: origin + points,
      status: "FINISHED",
      points: Array.from({ length: name === "long-1" ? points : 1000 }, (_, step) => ({
        key: "loss",
        value: Math.sin(step / 5000) + 0.2 * random(),
        step,
        timestamp: origin + step,
      })),
    });
}
