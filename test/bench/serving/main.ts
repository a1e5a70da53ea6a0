import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs, promisify } from "node:util";
import { makePython } from "../../interop/venv";
import { runProgram, startNull } from "../tracking/processes";
import { markdown, type Row } from "../tracking/table";
import { measureBatch } from "./batchPredict";
import type { Bench } from "./bench";
import { ourselves, type Place } from "./contenders";
import { measureCost } from "./cost";
import { measureDeployment } from "./deployment";
import { measureLarge } from "./large";
import { type Outcome, rate } from "./loadTask";
import { measureRequests } from "./oneRow";
import { prepare, type Rows } from "./requests";
import { measureStarts } from "./starting";

const run = promisify(execFile);
const root = resolve(__dirname, "../../..");
const here = join(root, "test/bench/serving");
const parts = ["one-row", "batch", "memory", "start", "cost", "deployment", "large", "predict"] as const;
const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    /** Some of `parts`. */
    only: { type: "string" },
    /** Some of fastapi, tuned, mlflow, mlflow-onnx, bento; "none". */
    peers: { type: "string" },
    rounds: { type: "string" },
    seconds: { type: "string" },
    "large-mb": { type: "string", default: "500" },
    "predict-rows": { type: "string", default: "1000000" },
  },
});

const scratch = mkdtempSync(join(tmpdir(), "tidemark-bench-"));
const rows: Row[] = [];
const notes: string[] = [];
const say = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const wanted = new Set<string>(options.only?.split(",") ?? parts);
  const unknown = [...wanted].find((part) => !(parts as readonly string[]).includes(part));
  if (unknown !== undefined) throw new Error(`--only ${unknown}: some of ${parts.join(", ")}`);
  sayLoad("");
  const python = await makePython(join(here, "requirements.txt"));
  const models = await makeModels(python);
  mkdirSync(join(scratch, "workspace"));
  const place: Place = {
    python,
    models,
    scratch,
    cli: process.env.TIDEMARK_CLI ?? join(root, "dist/cli.js"),
    rows: JSON.parse(readFileSync(join(models, "rows.json"), "utf8")) as Rows,
  };
  const bench: Bench = {
    place,
    seconds: Number(options.seconds ?? (options.quick ? 1 : 4)),
    rounds: Number(options.rounds ?? (options.quick ? 1 : 5)),
    wanted: options.peers?.split(","),
    add(row) {
      rows.push(row);
      say(markdown([row]).split("\n").at(-1) ?? "");
    },
    note: (line) => void notes.push(line),
  };
  if (wanted.has("one-row")) await ceiling(place);
  if (["one-row", "batch", "memory"].some((part) => wanted.has(part))) await measureRequests(bench, wanted);
  if (wanted.has("start")) await measureStarts(bench);
  if (wanted.has("cost")) await measureCost(bench);
  if (wanted.has("deployment")) await measureDeployment(bench);
  if (wanted.has("large")) await measureLarge(bench, join(here, "makeLarge.py"), Number(options["large-mb"]));
  if (wanted.has("predict")) await measureBatch(bench, join(here, "batchPredict.py"), Number(options["predict-rows"]));
  say(`\n${markdown(rows, "the other")}\n`);
  for (const note of notes) say(`- ${note}`);
  sayLoad(" at the end");
}

function sayLoad(when: string): void {
  const loads = loadavg().map((each) => each.toFixed(2));
  say(`load of the machine${when}: ${loads.join(" ")}`);
}

/** Made once for each state of the program that makes them. */
async function makeModels(python: string): Promise<string> {
  const maker = join(here, "makeModels.py");
  const key = createHash("sha256").update(readFileSync(maker)).update(python).digest("hex").slice(0, 12);
  const folder = join(tmpdir(), `tidemark-bench-models-${key}`);
  if (existsSync(join(folder, "rows.json"))) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await run(python, [maker, folder]);
  return folder;
}

/** What the load generator could give at most: a server that does nothing. */
async function ceiling(place: Place): Promise<void> {
  const nothing = await startNull();
  const port = Number(new URL(nothing.url).port);
  const prepared = prepare(scratch, port, place.rows.rows.slice(0, 64).map(ourselves(place).one));
  for (const connections of [1, 16, 64]) {
    const outcome = await runProgram<Outcome>("generator", { ...prepared, port, connections, seconds: 1 });
    notes.push(
      `the load generator's ceiling against a server that does nothing, ${connections} connections: ${rate(outcome).toFixed(0)}/s`,
    );
  }
  nothing.stop();
}

process.once("exit", () => rmSync(scratch, { recursive: true, force: true }));
main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
