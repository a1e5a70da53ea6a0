import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { tidemark } from "./tidemark";

describe("what is wrong with pipelines, on the command line", function () {
  this.timeout(60_000);
  let folder = "";
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "tidemark-faults-")));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

  const write = (files: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  };
  const project = (files: Readonly<Record<string, string>>, below = ".") =>
    write({
      [`${below}/.dvc/config`]: "[core]\n    no_scm = true\n",
      ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`${below}/${name}`, text])),
    });
  const said = async (...args: string[]) => {
    const { out, err } = await tidemark(folder, ...args);
    return out + err;
  };
  const train = "stages:\n  train:\n    cmd: echo ${lr} > model.txt\n    params: [lr]\n    outs: [model.txt]\n";

  it("a date among the parameters is a text, and told with its place once", async () => {
    project({ "dvc.yaml": train, "params.yaml": "lr: 1\nday: 2024-01-02\n" });
    for (const args of [
      ["repro", "--no-track"],
      ["pipeline", "status"],
    ]) {
      const lines = (await said(...args)).split("\n").filter((line) => line.includes("params.yaml:2:6: a date"));
      assert.equal(lines.length, 1, args.join(" "));
    }
  });

  it("a file of parameters that is not there, or is not closed", async () => {
    project({ "dvc.yaml": train });
    assert.match(await said("repro"), /dvc\.yaml:3:\d+: \$\{lr\} is not defined\. There is no params\.yaml/);
    write({ "params.yaml": "a: 1\nlr: [1,\n  2\nb: 3\nc: 4\n" });
    assert.match(await said("repro"), /params\.yaml:2:5: this \[ is not closed with \]/);
    write({ "params.yaml": "a: 1\n<<<<<<< HEAD\nlr: 1\n=======\nlr: 2\n>>>>>>> other\n" });
    assert.match(await said("repro"), /params\.yaml:2:1: a conflict of git's merge stands here/);
  });

  it("what tidemark.yaml plans: doctor and status name the line", async () => {
    project({ "dvc.yaml": train, "params.yaml": "lr: 1\n" });
    write({ "tidemark.yaml": "pipelines:\n  nightly:\n    jobs: 2\n    schedule: each night\n" });
    const place = /line 4: pipelines\.nightly\.schedule: expected minute/;
    assert.match(await said("doctor"), place);
    assert.match(await said("pipeline", "status"), /tidemark\.yaml:4: pipelines\.nightly\.schedule: expected minute/);
    write({ "tidemark.yaml": "sweeps:\n  wide:\n    params:\n      lr: unifrom(0, 1)\n" });
    assert.match(await said("doctor"), /line 4: .*unifrom\(\)/);
    write({ "tidemark.yaml": "sweeps:\n  wide:\n    params:\n      lr: uniform(0, 1)\n" });
    assert.match(await said("doctor"), /tidemark\.yaml: reads: 1 sweeps/);
  });

  it("names that are nearly right, from where they are typed", async () => {
    project({ "dvc.yaml": train, "params.yaml": "lr: 1\n", "sub/dvc.yaml": "stages:\n  evaluate: {cmd: echo 1}\n" });
    for (const verb of [["repro"], ["dag"], ["pipeline", "status"]]) {
      assert.match(await said(...verb, "trian"), /Did you mean 'train'\?/);
      assert.match(await said(...verb, "model.tx"), /Did you mean 'model\.txt'\?/);
      assert.match(await said("--cd", "sub", ...verb, "evalaute"), /Did you mean 'evaluate'\?/);
      assert.match(await said("--cd", "sub", ...verb, "../dvc.yaml:trian"), /Did you mean '\.\.\/dvc\.yaml:train'\?/);
    }
  });

  it("above all projects, those below are named", async () => {
    execFileSync("git", ["init", "-q"], { cwd: folder });
    project({ "dvc.yaml": train, "params.yaml": "lr: 1\n" }, "models/churn");
    execFileSync("git", ["add", "."], { cwd: folder });
    for (const verb of [["repro"], ["pipeline", "status"], ["dag"], ["exp", "run"]])
      assert.match(await said(...verb), /models\/churn: cd models\/churn/, verb.join(" "));
    project({});
    for (const verb of [["repro"], ["pipeline", "status"]])
      assert.match(await said(...verb), /models\/churn: cd models\/churn/, verb.join(" "));
  });

  it("a gate of the project, or of the folder above that names it from there, stops what comes after", async () => {
    execFileSync("git", ["init", "-q"], { cwd: folder });
    const after = `${train}  use: {cmd: cat model.txt, deps: [model.txt]}\n`;
    project({ "dvc.yaml": after, "params.yaml": "lr: 1\n" }, "churn");
    const repro = () => said("--cd", "churn", "repro", "--no-track", "--force");
    write({ "tidemark.yaml": "gates:\n  train: {suite: a.json}\n" });
    assert.match(await repro(), /2 ran/);
    write({ "tidemark.yaml": "gates:\n  churn/dvc.yaml:train: {suite: a.json}\n" });
    assert.match(await repro(), /has a gate \(a\.json\)/);
    write({ "churn/tidemark.yaml": "gates:\n  train: {suite: own.json}\n" });
    assert.match(await repro(), /has a gate \(own\.json\)/);
  });

  it("only parameters of the project are set: no way up, no link out of it", async () => {
    execFileSync("git", ["init", "-q"], { cwd: folder });
    project({ "dvc.yaml": train, "params.yaml": "lr: 1\n" }, "churn");
    write({ "outside.yaml": "k: 1\n", "churn2/params.yaml": "k: 1\n" });
    symlinkSync("../outside.yaml", join(folder, "churn/link.yaml"));
    for (const file of ["../outside.yaml", "../churn2/params.yaml", "link.yaml"])
      assert.match(await said("--cd", "churn", "exp", "run", "--dry", "-S", `${file}:k=2`), /not in the project/, file);
    assert.match(await said("--cd", "churn", "exp", "run", "--dry", "-S", "lr=2"), /would run/);
  });

  it("without a commit there are no experiments, and it is said so", async () => {
    execFileSync("git", ["init", "-q"], { cwd: folder });
    project({ "dvc.yaml": train, "params.yaml": "lr: 1\n" });
    for (const verb of ["run", "list", "show", "diff", "save"])
      assert.match(await said("exp", verb), /git has no commit yet/, verb);
  });

  it("an experiment sets no parameters under the hands of a run that goes on", async () => {
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@e", ...args], { cwd: folder });
    git("init", "-q");
    project({ "dvc.yaml": train, "params.yaml": "lr: 1\n", ".gitignore": "/model.txt\n" });
    write({ ".dvc/config": "", ".dvc/.gitignore": "/tmp\n/cache\n" });
    git("add", ".");
    git("commit", "-q", "-m", "one");
    const held = { write: { [join(folder, "model.txt")]: { pid: process.pid, cmd: "dvc repro" } } };
    write({ ".dvc/tmp/rwlock": JSON.stringify(held) });
    assert.match(await said("exp", "run", "--no-track", "-S", "lr=2"), / is busy: process \d+ \(dvc repro\)/);
    assert.equal(readFileSync(join(folder, "params.yaml"), "utf8"), "lr: 1\n");
  });

  it("an experiment that dvc would push by itself is told to be here only", async () => {
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@e", ...args], { cwd: folder });
    git("init", "-q");
    project({ "dvc.yaml": train, "params.yaml": "lr: 1\n", ".gitignore": "/model.txt\n" });
    write({
      ".dvc/config": "[exp]\n    auto_push = true\n    git_remote = team\n",
      ".dvc/.gitignore": "/tmp\n/cache\n",
    });
    git("add", ".");
    git("commit", "-q", "-m", "one");
    const run = await said("exp", "run", "--no-track", "-n", "one", "-S", "lr=2");
    assert.match(run, /exp\.auto_push is set, and nothing was pushed: dvc exp push team does it/);
  });
});
