import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type Dvc, startDvc } from "./dvc";
import { files, ours, oursJson, oursOk, projectIn, read, startOurs, write } from "./experimentsHelp";

interface Sweep {
  readonly sweep: string;
  readonly trials: readonly { index: number; name: string; state: string; value?: number; settings: string[] }[];
  readonly best: { name: string; value: number; settings: string[] } | null;
}

describe("sweeps over parameters", function () {
  this.timeout(180_000);
  let dvc: Dvc;
  let cwd: string;
  before(async function () {
    dvc = await startDvc(this);
    cwd = await projectIn(dvc, "sweep");
  });
  after(() => dvc?.stop());

  const run = (...args: string[]) => oursJson<Sweep>(dvc, cwd, "exp", "run", "--no-track", ...args);

  it("a grid: each combination an experiment that dvc shows, the best is told", async () => {
    const args = [
      "-S",
      "lr=0.1,0.3",
      "-S",
      "depth=choice(2,4)",
      "--metric",
      "score",
      "--goal",
      "max",
      "-j",
      "2",
      "-n",
      "g",
    ];
    const { trials, best } = await run(...args);
    assert.deepEqual(
      trials.map(({ name, settings, state }) => [name, settings.join(" "), state]),
      [
        ["g-1", "lr=0.1 depth=2", "done"],
        ["g-2", "lr=0.1 depth=4", "done"],
        ["g-3", "lr=0.3 depth=2", "done"],
        ["g-4", "lr=0.3 depth=4", "done"],
      ],
    );
    assert.equal(best?.name, "g-4");
    assert.equal(best?.value, 1);
    const shown = JSON.parse(await dvc.ok(cwd, "exp", "show", "--json", "--hide-workspace")) as {
      experiments: { name: string; revs: { data: { metrics: Record<string, { data: { score: number } }> } }[] }[];
    }[];
    const scores = Object.fromEntries(
      (shown[0]?.experiments ?? []).map(({ name, revs }) => [name, revs[0]?.data.metrics["metrics.json"]?.data.score]),
    );
    assert.deepEqual(scores, { "g-1": 0.92, "g-2": 0.96, "g-3": 0.96, "g-4": 1 });
    assert.equal(read(cwd, "params.yaml"), files["params.yaml"]);
    assert.equal(dvc.git(cwd, "status", "--porcelain"), "");
  });

  it("goes on after kill -9: trials that are done count, none is run twice, and those that were cut off end", async () => {
    write(cwd, {
      "dvc.yaml": `stages:
  train:
    cmd: echo x >> ${join(cwd, ".dvc/tmp/begun")} && sleep 0.3 && python3 train.py
    deps: [train.py, data/in.txt]
    params: [lr, depth]
    outs: [model.txt]
    metrics: [{metrics.json: {cache: false}}]
`,
    });
    const args = ["exp", "run", "--no-track", "-S", "lr=uniform(0,1)", "-S", "depth=randint(1,8)", "--search", "tpe"];
    args.push("--metric", "score", "--goal", "max", "--trials", "8", "--seed", "4", "-j", "2", "--json");
    const log = () => {
      const folder = join(cwd, ".dvc/tmp/tidemark/sweeps");
      const names = existsSync(folder) ? readdirSync(folder) : [];
      const texts = names.map((name) => join(".dvc/tmp/tidemark/sweeps", name, "trials.jsonl"));
      return texts
        .filter((path) => existsSync(join(cwd, path)))
        .map((path) => read(cwd, path))
        .join("");
    };
    const named = () =>
      [...log().matchAll(/"index":\d+.*?"name":"([^"]+)","state":"done"/g)].map(([, name = ""]) => name);
    const earlier = new Set(named());
    const done = () => named().filter((name) => !earlier.has(name));
    const child = startOurs(dvc, cwd, ...args);
    const ended = new Promise((resolve) => child.once("close", resolve));
    while (done().length < 3 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGKILL");
    await ended;
    const before = done();
    assert.ok(before.length >= 3 && before.length < 8, String(before));
    const { code, out, err } = await ours(dvc, cwd, ...args);
    assert.equal(code, 0, err);
    const { trials } = JSON.parse(out) as Sweep;
    assert.equal(trials.length, 8);
    assert.ok(trials.every(({ state }) => state === "done"));
    const names = trials.map(({ name }) => name);
    for (const name of before) assert.ok(names.includes(name ?? ""), `${name} is lost`);
    const begun = read(cwd, ".dvc/tmp/begun").trim().split("\n").length;
    assert.ok(begun <= 8 + 2, `${begun} began: only the two that were cut off again`);
    const listed = (await dvc.ok(cwd, "exp", "list", "--name-only")).split("\n");
    for (const name of names) assert.ok(listed.includes(name));
    assert.deepEqual(readdirSync(join(cwd, ".dvc/tmp/tidemark/worktrees")), []);
    const again = JSON.parse((await ours(dvc, cwd, ...args)).out) as Sweep;
    assert.deepEqual(again.trials, trials);
  });

  it("stops at Ctrl-C with what it has, and says how it goes on", async () => {
    const child = startOurs(
      dvc,
      cwd,
      "exp",
      "run",
      "--no-track",
      "-S",
      "lr=uniform(0,1)",
      "--trials",
      "50",
      "--seed",
      "9",
    );
    let said = "";
    child.stdout?.setEncoding("utf8").on("data", (part: string) => {
      const before = said;
      said += part;
      // once: a second Ctrl-C waits for nothing, and what it says may be cut off
      if (said.includes("2/50") && !before.includes("2/50")) child.kill("SIGINT");
    });
    const code = await new Promise((resolve) => child.once("close", resolve));
    assert.equal(code, 130);
    assert.match(said, /\d+ of 50 trials done.*the same command goes on from here/);
    assert.equal(dvc.git(cwd, "worktree", "list").trim().split("\n").length, 1);
  });

  it("a second Ctrl-C waits for nothing, and leaves no work tree either", async () => {
    const folder = join(cwd, ".dvc/tmp/tidemark/worktrees");
    const child = startOurs(dvc, cwd, "exp", "run", "--no-track", "-S", "lr=uniform(0,1)", "--trials", "50");
    const ended = new Promise((resolve) => child.once("close", resolve));
    while (readdirSync(folder).length === 0 && child.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGINT");
    child.kill("SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGINT");
    assert.equal(await ended, 130);
    assert.deepEqual(readdirSync(folder), []);
    assert.equal(dvc.git(cwd, "worktree", "list").trim().split("\n").length, 1);
  });

  it("a sweep of a file or of tidemark.yaml, with what the command line says before it", async () => {
    dvc.git(cwd, "checkout", "-q", ".");
    write(cwd, {
      "sweep.yaml":
        "name: filed\nsearch: random\nmetric: {name: score, goal: maximize}\ntrials: 3\nseed: 2\nparams:\n  lr: {low: 0.1, high: 0.5, step: 0.1}\n  depth: [2, 4]\n",
      "tidemark.yaml": "sweeps:\n  depths:\n    metric: eval.loss\n    params:\n      depth: range(1, 3)\n",
    });
    const filed = await run("--sweep", "sweep.yaml", "--trials", "2");
    assert.deepEqual(
      filed.trials.map(({ name }) => name),
      ["filed-1", "filed-2"],
    );
    const shared = await run("--sweep", "depths", "-n", "d");
    assert.deepEqual(
      shared.trials.map(({ settings }) => settings.join()),
      ["depth=1", "depth=2"],
    );
    assert.equal(shared.best?.value, 0.2);
  });

  it("a trial that fails is told and the others go on", async () => {
    const { code, out, err } = await ours(dvc, cwd, "exp", "run", "--no-track", "-S", "depth=2,x", "-n", "f");
    assert.equal(code, 1, err);
    assert.match(out, /1 of 2 trials done, 1 failed/);
  });

  it("a metric that no trial will have ends it after the first, and is told again", async () => {
    const args = ["exp", "run", "--no-track", "-S", "lr=0.1,0.2,0.3,0.4", "--metric", "scroe", "-n", "none"];
    const reason = /no metric 'scroe' came of it; there are score, eval\.loss\. Did you mean 'score'\?/;
    for (const more of [[], ["--fresh"]]) {
      const { code, out, err } = await ours(dvc, cwd, ...args, ...more);
      assert.equal(code, 1);
      assert.match(err, reason);
      assert.match(out, /0 of 4 trials done, 1 failed/);
      const again = await ours(dvc, cwd, ...args);
      assert.equal(again.code, 2);
      assert.match(again.err, reason);
      assert.match(again.err, /--fresh/);
    }
  });

  it("names file and line of what is wrong in a sweep", async () => {
    const wrong: readonly (readonly [string, RegExp])[] = [
      ["params:\n  lr: unifrom(0,1)\n", /bad\.yaml:2: .*unifrom\(\)/],
      ["serach: tpe\nparams: {lr: [1]}\n", /bad\.yaml:1: 'serach' says nothing/],
      ["search: tpe\ntrials: many\nparams: {lr: [1]}\n", /bad\.yaml:2: trials: expected a whole number/],
      ["search: tpe\n", /bad\.yaml:1: params: a sweep needs parameters/],
      ["params:\n  lr: {low: 1}\n", /bad\.yaml:2: params\.lr: expected values, or low and high/],
      ["a: [\n", /bad\.yaml:/],
    ];
    for (const [text, message] of wrong) {
      write(cwd, { "bad.yaml": text });
      const { code, err } = await ours(dvc, cwd, "exp", "run", "--sweep", "bad.yaml");
      assert.match(err, message);
      assert.equal(err.trim().split("\n").length, 1);
      assert.equal(code, 2);
    }
    assert.match(await oursOk(dvc, cwd, "exp", "list", "--name-only"), /g-4/);
  });
});
