import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WholeFloat } from "../../../../src/core/dvc/values";
import { addWorktree } from "../../../../src/runtime/pipeline/experiments/addWorktree";
import { applyExperiment } from "../../../../src/runtime/pipeline/experiments/applyExperiment";
import { listRemote, readRef, refOf } from "../../../../src/runtime/pipeline/experiments/experimentRefs";
import type { Git } from "../../../../src/runtime/pipeline/experiments/git";
import { keepExperiment } from "../../../../src/runtime/pipeline/experiments/manageExperiments";
import { type ExperimentsRoom, openExperiments } from "../../../../src/runtime/pipeline/experiments/openExperiments";
import {
  finishQueued,
  putInQueue,
  readOwnQueue,
  takeFromQueue,
} from "../../../../src/runtime/pipeline/experiments/ownQueue";
import { bestOf } from "../../../../src/runtime/pipeline/experiments/runSweep";
import { openStateCache } from "../../../../src/runtime/pipeline/experiments/stateCache";
import { openSweepLog, type Trial } from "../../../../src/runtime/pipeline/experiments/sweepLog";
import { checkMetric, metricOf } from "../../../../src/runtime/pipeline/experiments/sweepMetric";
import { treeOfWork } from "../../../../src/runtime/pipeline/experiments/workTree";
import { ApiError } from "../../../../src/shared/apiError";

describe("experiments", () => {
  let folder: string;
  let room: ExperimentsRoom;
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, encoding: "utf8" }).trim();
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "experiments-"));
    git("init", "-q", "-b", "main");
    mkdirSync(join(folder, ".dvc"));
    writeFileSync(join(folder, "a.txt"), "one\n");
    git("add", "a.txt");
    git("-c", "user.name=t", "-c", "user.email=t@e", "commit", "-q", "-m", "one");
    room = openExperiments(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("are refs below their baseline; what dvc keeps beside them is none", () => {
    const baseline = "0123456789abcdef0123456789abcdef01234567";
    assert.deepEqual(readRef(refOf(baseline, "calm-heron")), { baseline, name: "calm-heron" });
    for (const ref of [
      "refs/exps/stash",
      "refs/exps/exec/EXEC_HEAD",
      "refs/exps/celery/stash",
      "refs/exps/temp/tidemark-queue/1",
    ])
      assert.equal(readRef(ref), undefined, ref);
  });

  it("take the work tree as it is without touching the index", async () => {
    writeFileSync(join(folder, "a.txt"), "two\n");
    writeFileSync(join(folder, "new [1].txt"), "new\n");
    const index = readFileSync(join(folder, ".git/index"));
    const tree = await treeOfWork(room.git, join(room.ownFolder, "new"), ["new [1].txt"]);
    assert.deepEqual(git("ls-tree", "-r", "--name-only", tree).split("\n"), ["a.txt", "new [1].txt"]);
    assert.equal(git("show", `${tree}:a.txt`), "two");
    assert.deepEqual(readFileSync(join(folder, ".git/index")), index);
  });

  it("see a change of the same size in the same moment as the index", async () => {
    const [file, index] = [join(folder, "same.txt"), join(folder, ".git/index")];
    const then = new Date("2026-01-02T03:04:05Z");
    git("config", "core.trustctime", "false");
    writeFileSync(file, "lr: 1\n");
    utimesSync(file, then, then);
    git("add", "same.txt");
    utimesSync(index, then, then);
    writeFileSync(file, "lr: 2\n");
    utimesSync(file, then, then);
    const tree = await treeOfWork(room.git, join(room.ownFolder, "new"));
    assert.equal(git("show", `${tree}:same.txt`), "lr: 2");
    git("rm", "-q", "-f", "same.txt");
    git("config", "--unset", "core.trustctime");
  });

  it("that are applied put away what lies in their way: ignored files, folders for files, files for folders", async () => {
    git("add", "a.txt");
    const tree = (files: Record<string, string>) => {
      const env = { ...process.env, GIT_INDEX_FILE: join(room.ownFolder, "made") };
      const run = (args: string[], input = "") =>
        execFileSync("git", args, { cwd: folder, env, input, encoding: "utf8" });
      run(["read-tree", "HEAD"]);
      for (const [path, text] of Object.entries(files)) {
        const id = run(["hash-object", "-w", "--stdin"], text).trim();
        run(["update-index", "--add", "--cacheinfo", `100644,${id},${path}`]);
      }
      return run(["write-tree"]).trim();
    };
    const made = tree({ ignored: "theirs", notes: "theirs", "deep/file": "theirs" });
    const commit = git("-c", "user.name=t", "-c", "user.email=t@e", "commit-tree", made, "-p", "HEAD", "-m", "e");
    git("update-ref", refOf(git("rev-parse", "HEAD"), "in-the-way"), commit);
    appendFileSync(join(folder, ".git/info/exclude"), "ignored\n");
    writeFileSync(join(folder, "ignored"), "mine");
    mkdirSync(join(folder, "notes"));
    writeFileSync(join(folder, "notes/one"), "mine");
    writeFileSync(join(folder, "deep"), "mine");
    writeFileSync(join(folder, "beside"), "mine");
    const own = join(room.ownFolder, "new");
    await assert.rejects(
      applyExperiment(room.git, "in-the-way", { folder: own, refuse: true }),
      /would be overwritten/,
    );
    assert.equal(readFileSync(join(folder, "notes/one"), "utf8"), "mine");
    await applyExperiment(room.git, "in-the-way", { folder: own, refuse: false });
    for (const path of ["ignored", "notes", "deep/file"])
      assert.equal(readFileSync(join(folder, path), "utf8"), "theirs", path);
    assert.equal(git("show", "refs/exps/apply/stash:a.txt"), "two");
    for (const path of ["ignored", "notes/one", "deep"])
      assert.equal(git("show", `refs/exps/apply/stash^3:${path}`), "mine", path);
    assert.equal(readFileSync(join(folder, "beside"), "utf8"), "mine");
  });

  it("wait in a queue from which each is taken once; failed ones stay with their reason", async () => {
    const run = {
      name: "q",
      baseline: git("rev-parse", "HEAD"),
      commit: git("rev-parse", "HEAD"),
      targets: [],
      force: false,
      queued: 5,
    };
    const first = await putInQueue(room, { ...run, name: "first" }, 0);
    const second = await putInQueue(room, { ...run, name: "second" }, 1);
    assert.equal(takeFromQueue(room, first)?.name, "first");
    assert.equal(takeFromQueue(room, first), undefined);
    assert.deepEqual(
      readOwnQueue(room).map(({ name, state }) => [name, state]),
      [
        ["first", "running"],
        ["second", "queued"],
      ],
    );
    await finishQueued(room, first, "it broke");
    await finishQueued(room, second);
    assert.deepEqual(
      readOwnQueue(room).map(({ name, state, failure }) => [name, state, failure]),
      [["first", "failed", "it broke"]],
    );
  });

  it("of one name at once: one gets it, the others are told; an equal one is the same", async () => {
    const baseline = git("rev-parse", "HEAD");
    const commitOf = (text: string) => {
      const blob = execFileSync("git", ["hash-object", "-w", "--stdin"], { cwd: folder, input: text })
        .toString()
        .trim();
      const tree = execFileSync("git", ["mktree"], { cwd: folder, input: `100644 blob ${blob}\ta.txt\n` });
      return git("-c", "user.name=t", "-c", "user.email=t@e", "commit-tree", tree.toString().trim(), "-m", "x");
    };
    const kept = ["a", "b", "c", "d"].map((text) =>
      keepExperiment(room.git, { baseline, name: "twins", commit: commitOf(text), force: false }),
    );
    const ends = await Promise.allSettled(kept);
    const told = ends.flatMap((each) => (each.status === "rejected" ? [String(each.reason.message)] : []));
    assert.equal(told.length, 3);
    for (const line of told) assert.match(line, /'twins' exists already/);
    const [won] = ends.flatMap((each) => (each.status === "fulfilled" ? [each.value.commit] : []));
    assert.equal(git("rev-parse", refOf(baseline, "twins")), won);
    const same = await keepExperiment(room.git, { baseline, name: "twins", commit: won as string, force: false });
    assert.equal(same.commit, won);
  });

  it("are looked for in no remote whose name git would take for an option", async () => {
    const made = join(folder, "made");
    await assert.rejects(listRemote(room.git, `--upload-pack=touch ${made};`), /is no remote of git/);
    assert.ok(!existsSync(made));
  });

  it("that a killed process had taken may be taken again", async () => {
    const run = { name: "lost", baseline: "0", commit: git("rev-parse", "HEAD"), targets: [], force: false, queued: 9 };
    const queued = await putInQueue(room, run, 0);
    writeFileSync(join(room.ownFolder, "queue", `${queued.id}.claim`), '{"pid": 999999999}');
    assert.equal(readOwnQueue(room).find(({ id }) => id === queued.id)?.state, "queued");
    assert.equal(takeFromQueue(room, queued)?.name, "lost");
  });

  it("are remembered by commit with floats and order as they were; a torn line is read again", () => {
    const data = { timestamp: null, metrics: {}, deps: {}, outs: {}, meta: {} };
    const params = { "params.yaml": { data: { z: new WholeFloat(1), a: 1, big: 12345678901234567890n } } };
    const cache = openStateCache(room.ownFolder);
    cache.put({ ...data, rev: "c1", params });
    cache.save();
    appendFileSync(join(room.ownFolder, "experiments.jsonl"), 'c2 {"rev": "c2", "par');
    const again = openStateCache(room.ownFolder);
    assert.deepEqual(again.find("c1")?.params, params);
    assert.match(
      JSON.stringify(again.find("c1"), (_, each) => (typeof each === "bigint" ? 0 : each)),
      /"z".*"a".*"big"/,
    );
    assert.equal(again.find("c2"), undefined);
  });
});

describe("a sweep's log", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "sweep-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const trial = (index: number, state: Trial["state"], value?: number): Trial => ({
    index,
    point: { lr: index },
    settings: [`lr=${index}`],
    name: `t-${index}`,
    state,
    ...(value === undefined ? {} : { value }),
  });

  it("knows after a kill what was done; another process cannot run the same sweep meanwhile", () => {
    const log = openSweepLog(folder, { a: 1 }, false);
    log.write(trial(0, "running"));
    log.write(trial(0, "done", 3));
    log.write(trial(1, "running"));
    assert.throws(() => openSweepLog(folder, { a: 1 }, false), /is run already by process/);
    log.close();
    appendFileSync(join(log.folder, "trials.jsonl"), '{"index":2,"poi');
    const again = openSweepLog(folder, { a: 1 }, false);
    assert.deepEqual([...again.trials.values()], [trial(0, "done", 3), trial(1, "running")]);
    again.close();
    const other = openSweepLog(folder, { a: 2 }, false);
    assert.equal(other.trials.size, 0);
    other.close();
  });

  it("names the best by the goal", () => {
    const trials = [trial(0, "done", 3), trial(1, "failed"), trial(2, "done", 5), trial(3, "done", Number.NaN)];
    assert.equal(bestOf(trials, "max")?.name, "t-2");
    assert.equal(bestOf(trials, "min")?.name, "t-0");
    assert.equal(bestOf([], "max"), undefined);
  });

  it("finds a metric by its name, and says which there are where it does not", () => {
    const files = {
      "a.json": { data: { auc: 0.5, deep: { loss: new WholeFloat(2) } } },
      "b.json": { data: { auc: 1 } },
    };
    const state = { rev: "c", timestamp: null, params: {}, metrics: files, deps: {}, outs: {}, meta: {} };
    assert.equal(metricOf(state, "deep.loss"), 2);
    assert.equal(metricOf(state, "b.json:auc"), 1);
    assert.throws(() => metricOf(state, "auc"), /may be a\.json:auc or b\.json:auc/);
    assert.throws(() => metricOf(state, "f1"), /no metric 'f1' came of it; there are auc, deep\.loss$/);
    assert.throws(() => checkMetric(state, "auc"), /may be a\.json:auc or b\.json:auc/, "before anything runs");
    checkMetric(state, "f1"); // the trials may make it
  });
});

describe("a work tree", () => {
  it("is had also while git stumbles over another one that comes or goes", async () => {
    const stumbling = (message: string) => {
      let calls = 0;
      const git: Git = {
        root: tmpdir(),
        run: async () => {
          if (++calls < 3) throw new ApiError("INVALID_STATE", message);
          return "";
        },
        ask: async () => undefined,
      };
      return { git, calls: () => calls };
    };
    const race = stumbling("git worktree: failed to read .git/worktrees/x/commondir: Success");
    await addWorktree(race.git, join(tmpdir(), "no such work tree"), "HEAD");
    assert.equal(race.calls(), 3);
    const wrong = stumbling("git worktree: invalid reference: HEAD");
    await assert.rejects(addWorktree(wrong.git, join(tmpdir(), "no such work tree"), "HEAD"), /invalid reference/);
    assert.equal(wrong.calls(), 1);
  });
});
