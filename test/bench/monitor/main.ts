import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { makePython } from "../../interop/venv";
import { isolate } from "../data/contenders";
import { markdown, type Row } from "../tracking/table";
import type { Bench } from "./bench";
import { measureDrift } from "./drift";
import { measureExplainOne } from "./explainOne";
import { measureFrames } from "./frames";
import { measureMonitors } from "./monitors";
import { measureShap } from "./shap";
import { measureValidate } from "./validate";

const root = resolve(__dirname, "../../..");

/** A file a part. */
const parts: Readonly<Record<string, (bench: Bench) => Promise<void>>> = {
  drift: measureDrift,
  shap: measureShap,
  explain: measureExplainOne,
  monitors: measureMonitors,
  frames: measureFrames,
  validate: measureValidate,
};

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    /** Some of `parts`. */
    only: { type: "string" },
    rounds: { type: "string" },
  },
});

const scratch = mkdtempSync(join(tmpdir(), "tidemark-bench-"));
const rows: Row[] = [];
const notes: string[] = [];
const say = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const wanted = options.only?.split(",") ?? Object.keys(parts);
  const unknown = wanted.find((part) => !Object.hasOwn(parts, part));
  if (unknown !== undefined) throw new Error(`--only ${unknown}: some of ${Object.keys(parts).join(", ")}`);
  sayLoad("");
  const bench: Bench = {
    python:
      process.env.TIDEMARK_MONITOR_PYTHON || (await makePython(join(root, "test/interop/monitorRequirements.txt"))),
    cli: process.env.TIDEMARK_CLI ?? join(root, "dist/cli.js"),
    scratch,
    env: { ...isolate(scratch), DO_NOT_TRACK: "1", GX_ANALYTICS_ENABLED: "false" },
    rounds: Number(options.rounds ?? (options.quick ? 1 : 3)),
    isQuick: options.quick,
    add(row) {
      rows.push(row);
      say(markdown([row]).split("\n").at(-1) ?? "");
    },
    note: (line) => void notes.push(line),
  };
  for (const part of wanted) await parts[part]?.(bench);
  say(`\n${markdown(rows, "the peer")}\n`);
  for (const note of notes) say(`- ${note}`);
  sayLoad(" at the end");
}

function sayLoad(when: string): void {
  const load = loadavg().map((each) => each.toFixed(2));
  say(`load of the machine${when}: ${load.join(" ")}`);
}

main()
  .catch((error: unknown) => {
    process.exitCode = 1;
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  })
  .finally(() => rmSync(scratch, { recursive: true, force: true }));
