import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { makePython } from "../../interop/venv";
import { isolate, type Machine, pipelineContenders } from "../data/contenders";
import { alternate, type Bench, tell } from "../data/local";
import { makeProject } from "../data/projects";
import { less, markdown, type Row } from "../tracking/table";
import { measureAskedRepro } from "./asked";

const root = resolve(__dirname, "../../..");
const { values: options } = parseArgs({
  options: { quick: { type: "boolean", default: false }, rounds: { type: "string" } },
});

const scratch = mkdtempSync(join(tmpdir(), "tidemark-bench-"));
const rows: Row[] = [];
const notes: string[] = [];
const say = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
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
  await measureChain(bench, 20);
  await measureIndependent(bench, 8);
  await measureAskedRepro(bench, chain(machine, "asked", 20));
  say(`\n${markdown(rows, "dvc")}\n`);
  for (const note of notes) say(`- ${note}`);
  sayLoad(" at the end");
}

/** Stages in a row, each of which reads what the one before wrote. */
function chain(machine: Machine, name: string, stages: number): string {
  const project = makeProject(machine, name);
  const lines = ["stages:"];
  for (let i = 0; i < stages; i++) {
    const [from, to] = [i === 0 ? "start.txt" : `out${i - 1}.txt`, `out${i}.txt`];
    lines.push(`  stage${i}:`, `    cmd: cp ${from} ${to} && echo ${i} >> ${to}`);
    lines.push("    deps:", `    - ${from}`, "    params:", "    - lr", "    outs:", `    - ${to}`);
  }
  writeFileSync(join(project, "dvc.yaml"), `${lines.join("\n")}\n`);
  writeFileSync(join(project, "params.yaml"), "lr: 0.1\n");
  writeFileSync(join(project, "start.txt"), "start\n");
  return project;
}

async function measureChain(bench: Bench, stages: number): Promise<void> {
  const { machine } = bench;
  const projects = { tidemark: chain(machine, "chain-tidemark", stages), dvc: chain(machine, "chain-dvc", stages) };
  const all = async (what: string, prepare: (project: string, round: number) => void) =>
    alternate(
      bench,
      what,
      async ({ name }, round) => ({
        prepare: () => prepare(projects[name], round),
        cwd: projects[name],
        words: name === "tidemark" ? ["repro", "--no-track"] : ["repro"],
      }),
      pipelineContenders(machine),
    );
  const full = await all(`repro, ${stages} stages to run`, (project, round) =>
    writeFileSync(join(project, "start.txt"), `start ${round}\n`),
  );
  const restored = await all(`repro, ${stages} stages from the run-cache`, (project) => {
    rmSync(join(project, "dvc.lock"));
    for (let i = 0; i < stages; i++) rmSync(join(project, `out${i}.txt`));
  });
  const idle = await all(`repro, ${stages} stages, nothing to do`, () => undefined);
  for (const project of Object.values(projects)) {
    const last = readFileSync(join(project, `out${stages - 1}.txt`), "utf8");
    if (!last.endsWith(`${stages - 1}\n`)) throw new Error(`${project}: the last stage did not run`);
  }
  tell(bench, `repro, ${stages} stages, nothing to do`, idle, { times: 14 });
  bench.add(less(`repro, ${stages} stages, all run`, "s", full[0]?.seconds ?? 0, full[1]?.seconds, {}));
  bench.add(
    less(`repro, ${stages} stages, all from the run-cache`, "s", restored[0]?.seconds ?? 0, restored[1]?.seconds, {}),
  );
}

/** What dvc does one after the other. */
async function measureIndependent(bench: Bench, stages: number): Promise<void> {
  const { machine } = bench;
  const make = (name: string) => {
    const project = makeProject(machine, name);
    const lines = ["stages:", "  each:", `    foreach: [${Array.from({ length: stages }, (_, i) => i).join(", ")}]`];
    lines.push("    do:", "      cmd: sleep 0.5 && cp start.txt out${item}.txt", "      deps:", "      - start.txt");
    lines.push("      outs:", "      - out${item}.txt");
    writeFileSync(join(project, "dvc.yaml"), `${lines.join("\n")}\n`);
    return project;
  };
  const projects = { tidemark: make("beside-tidemark"), dvc: make("beside-dvc") };
  const took = await alternate(
    bench,
    `${stages} independent stages of half a second`,
    async ({ name }, round) => ({
      prepare: () => writeFileSync(join(projects[name], "start.txt"), `start ${round}\n`),
      cwd: projects[name],
      words: name === "tidemark" ? ["repro", "--no-track", "-j", String(stages)] : ["repro"],
    }),
    pipelineContenders(machine),
  );
  bench.add(
    less(`${stages} independent stages of 0.5 s, -j ${stages}`, "s", took[0]?.seconds ?? 0, took[1]?.seconds, {}),
  );
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
