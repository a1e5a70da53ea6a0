import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cli, type Ended, ended } from "../../cli/tidemark";
import type { Dvc } from "./dvc";

/** What a stage does: the metric is a number of the parameters, the model a file in the cache. */
export const train = `import json, sys
text = open("params.yaml").read()
values = dict(line.split("#")[0].split(":") for line in text.splitlines() if ":" in line and line[0] not in "# ")
lr, depth = float(values["lr"]), int(values["depth"])
json.dump({"score": round(1 - (lr - 0.3) ** 2 - (depth - 4) ** 2 / 100, 6), "eval": {"loss": lr * 2}}, open("metrics.json", "w"))
open("model.txt", "w").write(f"{lr} {depth} " + open("data/in.txt").read())
`;

export const files: Readonly<Record<string, string>> = {
  "train.py": train,
  "params.yaml": "# tuned by hand\nlr: 0.1 # rate\ndepth: 2\n",
  "data/in.txt": "data\n",
  "dvc.yaml": `stages:
  train:
    cmd: python3 train.py
    deps: [train.py, data/in.txt]
    params: [lr, depth]
    outs: [model.txt]
    metrics:
    - metrics.json:
        cache: false
`,
};

export function write(cwd: string, all: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
}

export function read(cwd: string, name: string): string {
  return readFileSync(join(cwd, name), "utf8");
}

/** A repository with one stage that has run, all committed. `below` puts the project into a folder of it. */
export async function projectIn(dvc: Dvc, name: string, below?: string): Promise<string> {
  const cwd = await dvc.repository(name);
  let project = cwd;
  if (below !== undefined) {
    project = join(cwd, below);
    dvc.git(cwd, "rm", "-rq", ".dvc", ".dvcignore");
    mkdirSync(project, { recursive: true });
    await dvc.ok(project, "init", "-q", "--subdir");
  }
  write(project, files);
  await dvc.ok(project, "add", "-q", "data/in.txt");
  await dvc.ok(project, "repro", "-q");
  dvc.git(cwd, "add", ".");
  dvc.git(cwd, "commit", "-q", "-m", "trained");
  return project;
}

/** All as it was committed. */
export async function reset(dvc: Dvc, cwd: string): Promise<void> {
  dvc.git(cwd, "reset", "-q", "--hard");
  await dvc.ok(cwd, "checkout", "-q", "-f");
}

export function startOurs(dvc: Dvc, cwd: string, ...args: string[]): ChildProcess {
  return spawn(process.execPath, [cli, ...args], {
    cwd,
    env: { ...process.env, ...dvc.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

export function ours(dvc: Dvc, cwd: string, ...args: string[]): Promise<Ended> {
  return ended(startOurs(dvc, cwd, ...args));
}

export async function oursOk(dvc: Dvc, cwd: string, ...args: string[]): Promise<string> {
  const { code, out, err } = await ours(dvc, cwd, ...args);
  if (code !== 0) throw new Error(`tidemark ${args.join(" ")} ended with ${code}: ${out}${err}`);
  return out;
}

export async function oursJson<T>(dvc: Dvc, cwd: string, ...args: string[]): Promise<T> {
  return JSON.parse(await oursOk(dvc, cwd, ...args, "--json")) as T;
}

/** Names of experiments, or of all other refs, with what they point at. */
export function refsOf(dvc: Dvc, cwd: string, under = "refs/exps"): Record<string, string> {
  const lines = dvc.git(cwd, "for-each-ref", "--format=%(refname) %(objectname)", under).split("\n");
  return Object.fromEntries(lines.filter(Boolean).map((line) => line.split(" ") as [string, string]));
}
