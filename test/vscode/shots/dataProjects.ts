import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { changeEvents, changeProject, git, writeProject } from "../dvcProject";

/** Writes the folder of a scene with the command line that was built. */
export type MakeFolder = (folder: string, cli: string) => void;

function runner(folder: string, cli: string): (...words: string[]) => void {
  return (...words) =>
    void execFileSync(process.execPath, [cli, ...words, "--workspace", folder], { cwd: folder, stdio: "pipe" });
}

/** A pipeline that ran, with a working day's changes since. */
export const dataFolder: MakeFolder = (folder, cli) => {
  const run = runner(folder, cli);
  git(folder, "init", "-q");
  run("data", "init");
  writeProject(folder);
  run("data", "add", "data/customers.csv", "data/events");
  run("repro", "-j", "3");
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "-m", "First models");
  changeProject(folder);
  changeEvents(folder);
};

/** A folder of 10,000 files of which some hundreds changed. */
export const manyFiles: MakeFolder = (folder, cli) => {
  const run = runner(folder, cli);
  git(folder, "init", "-q");
  run("data", "init");
  const path = (i: number) => join(folder, "images", `part-${i % 20}`, `${String(i).padStart(5, "0")}.txt`);
  for (let part = 0; part < 20; part++) mkdirSync(join(folder, "images", `part-${part}`), { recursive: true });
  for (let i = 0; i < 10_000; i++) writeFileSync(path(i), `picture ${i}\n`);
  run("data", "add", "images");
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "-m", "Pictures");
  for (let i = 0; i < 400; i++) appendFileSync(path(i * 7), "again\n");
  for (let i = 10_000; i < 10_300; i++) writeFileSync(path(i), `picture ${i}\n`);
};

/** Thirty projects in one repository. */
export const monorepo: MakeFolder = (folder, cli) => {
  git(folder, "init", "-q");
  for (let i = 1; i <= 30; i++) {
    const root = join(folder, "teams", `team-${String(i).padStart(2, "0")}`);
    mkdirSync(root, { recursive: true });
    writeFileSync(join(root, "data.csv"), `a,b\n${i},${i * 2}\n`);
    writeFileSync(
      join(root, "dvc.yaml"),
      "stages:\n  sort:\n    cmd: sort data.csv > sorted.csv\n    deps: [data.csv]\n    outs: [sorted.csv]\n",
    );
    execFileSync(process.execPath, [cli, "data", "init", "--subdir"], { cwd: root, stdio: "pipe" });
    execFileSync(process.execPath, [cli, "data", "add", "data.csv"], { cwd: root, stdio: "pipe" });
  }
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "-m", "Teams");
};
