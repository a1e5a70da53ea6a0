import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { makePython } from "../../interop/venv";
import { markdown, type Row } from "../tracking/table";
import { isolate, type Machine } from "./contenders";
import { measureForeign } from "./foreign";
import { measureGrowth } from "./growth";
import { measureLarge } from "./large";
import { type Bench, measureMany, measureStart } from "./local";
import { measureObjectStore } from "./objectStore";
import { measureAsked } from "./runtime";

const root = resolve(__dirname, "../../..");
const parts = ["start", "many", "s3", "large", "growth", "foreign", "runtime"] as const;
const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    /** Some of `parts`. */
    only: { type: "string" },
    rounds: { type: "string" },
    files: { type: "string" },
    /** Files of a tree beside that nobody tracks: in all that is measured of many files, and in the part of that name. */
    foreign: { type: "string" },
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
  const machine: Machine = {
    python: process.env.TIDEMARK_DVC_PYTHON || (await makePython(join(root, "test/interop/dvcRequirements.txt"))),
    cli: process.env.TIDEMARK_CLI ?? join(root, "dist/cli.js"),
    scratch,
    env: isolate(scratch),
  };
  const bench: Bench = {
    machine,
    rounds: Number(options.rounds ?? (options.quick ? 1 : 3)),
    add(row) {
      rows.push(row);
      say(markdown([row]).split("\n").at(-1) ?? "");
    },
    note: (line) => void notes.push(line),
  };
  const files = Number(options.files ?? (options.quick ? 1000 : 10_000));
  if (wanted.has("start")) await measureStart(bench);
  if (wanted.has("many")) await measureMany(bench, files, Number(options.foreign ?? 0));
  if (wanted.has("runtime")) await measureAsked(bench, files);
  if (wanted.has("s3")) await measureObjectStore(bench, Math.min(1000, files));
  if (wanted.has("large")) await measureLarge(bench, options.quick ? 200 : 1000);
  if (wanted.has("growth")) await measureGrowth(bench, files * 10);
  if (wanted.has("foreign")) await measureForeign(bench, files, Number(options.foreign ?? files * 100));
  say(`\n${markdown(rows, "dvc")}\n`);
  for (const note of notes) say(`- ${note}`);
  sayLoad(" at the end");
}

function sayLoad(when: string): void {
  say(
    `load of the machine${when}: ${loadavg()
      .map((each) => each.toFixed(2))
      .join(" ")}`,
  );
}

main()
  .catch((error: unknown) => {
    process.exitCode = 1;
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  })
  .finally(() => rmSync(scratch, { recursive: true, force: true }));
