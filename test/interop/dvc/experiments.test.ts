import assert from "node:assert/strict";
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Dvc, startDvc } from "./dvc";
import { ours, oursJson, oursOk, projectIn, read, refsOf, reset, write } from "./experimentsHelp";

interface Ran {
  readonly experiments: readonly { readonly name: string; readonly commit: string; readonly ref: string }[];
}

describe("experiments of ours and of dvc", function () {
  this.timeout(180_000);
  let dvc: Dvc;
  let cwd: string;
  before(async function () {
    dvc = await startDvc(this);
    cwd = await projectIn(dvc, "both");
  });
  after(() => dvc?.stop());

  /** Of two names of one commit dvc shows a set's order, so that ours are made at another second than dvc's. */
  const later = (minutes: number): Dvc => {
    const date = `@${Math.floor(Date.now() / 1000) + minutes * 60} +0000`;
    return { ...dvc, env: { ...dvc.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date } };
  };

  const tip = (name: string) => {
    const found = Object.entries(refsOf(dvc, cwd)).find(([ref]) => ref.endsWith(`/${name}`));
    return found?.[1] ?? assert.fail(`no experiment ${name}`);
  };

  it("run of both with the same parameters: the same tree, parent and message", async () => {
    await dvc.ok(cwd, "exp", "run", "-n", "by-dvc", "-S", "lr=0.5");
    await reset(dvc, cwd);
    const { experiments } = await oursJson<Ran>(
      later(1),
      cwd,
      "exp",
      "run",
      "--no-track",
      "-n",
      "by-us",
      "-S",
      "lr=0.5",
    );
    assert.equal(experiments[0]?.commit, tip("by-us"));
    const facts = (name: string) => dvc.git(cwd, "log", "-1", "--format=%T %P %B", tip(name));
    assert.equal(facts("by-us"), facts("by-dvc"));
    const raw = (name: string) => dvc.git(cwd, "cat-file", "commit", tip(name)).replace(/ \d+ [+-]\d+$/gm, "");
    assert.equal(raw("by-us"), raw("by-dvc"));
  });

  it("what ours leaves in the workspace is clean to dvc, and the index is the user's own", async () => {
    assert.match(await dvc.ok(cwd, "status"), /up to date/);
    const said = JSON.parse(await dvc.ok(cwd, "data", "status", "--json")) as Record<string, unknown>;
    assert.deepEqual([said.uncommitted ?? {}, said.not_in_cache ?? []], [{}, []]);
    assert.equal(dvc.git(cwd, "diff", "--cached", "--name-only"), "");
    assert.equal(read(cwd, "params.yaml"), "# tuned by hand\nlr: 0.5 # rate\ndepth: 2\n");
    assert.equal(dvc.git(cwd, "symbolic-ref", "HEAD").trim(), "refs/heads/main");
  });

  it("show --json is dvc's, with experiments of both, from the cache as well", async () => {
    const wanted = JSON.parse(await dvc.ok(cwd, "exp", "show", "--json")) as unknown;
    assert.deepEqual(await oursJson(dvc, cwd, "exp", "show"), wanted);
    assert.deepEqual(await oursJson(dvc, cwd, "exp", "show"), wanted);
    assert.deepEqual(
      await oursJson(dvc, cwd, "exp", "show", "-A", "--param-deps", "--hide-workspace"),
      JSON.parse(await dvc.ok(cwd, "exp", "show", "--json", "-A", "--param-deps", "--hide-workspace")),
    );
  });

  it("show --csv is dvc's, sorted, with columns left out", async () => {
    for (const args of [
      [],
      ["--sort-by", "score", "--sort-order", "desc"],
      ["--only-changed"],
      ["--drop", "eval", "--drop", "depth"],
      ["--drop", ".*", "--keep", "lr"],
      ["--sha"],
      ["-n", "-1"],
    ])
      assert.equal(
        (await oursOk(dvc, cwd, "exp", "show", "--csv", ...args)).replaceAll("\r\n", "\n"),
        (await dvc.ok(cwd, "exp", "show", "--csv", ...args)).replaceAll("\r\n", "\n"),
        args.join(" "),
      );
  });

  /** dvc lists them in the order of a set of Python. */
  const sorted = (text: string) => text.split("\n").sort();

  it("list says what dvc's says", async () => {
    for (const args of [[], ["-A"], ["--name-only"], ["--sha-only"], ["--rev", "main", "-n", "2"]]) {
      const [ours, theirs] = [
        await oursOk(dvc, cwd, "exp", "list", ...args),
        await dvc.ok(cwd, "exp", "list", ...args),
      ];
      assert.deepEqual(sorted(ours), sorted(theirs));
    }
  });

  it("diff --json says what dvc's says", async () => {
    for (const args of [[], ["main", "by-us"], ["by-dvc", "by-us", "--all"], ["main", "by-dvc", "--param-deps"]])
      assert.deepEqual(
        await oursJson(dvc, cwd, "exp", "diff", ...args),
        JSON.parse(await dvc.ok(cwd, "exp", "diff", "--json", ...args)),
        args.join(" "),
      );
  });

  it("dvc applies ours, and we apply dvc's; data come along", async () => {
    await reset(dvc, cwd);
    await dvc.ok(cwd, "exp", "apply", "by-us");
    assert.match(read(cwd, "model.txt"), /^0\.5 2 /);
    await reset(dvc, cwd);
    assert.match(read(cwd, "model.txt"), /^0\.1 2 /);
    await oursOk(dvc, cwd, "exp", "apply", "by-dvc");
    assert.match(read(cwd, "model.txt"), /^0\.5 2 /);
    assert.match(read(cwd, "params.yaml"), /lr: 0\.5/);
    assert.match(await dvc.ok(cwd, "status"), /up to date/);
    assert.equal(refsOf(dvc, cwd)["refs/exps/exec/EXEC_APPLY"], tip("by-dvc"));
  });

  it("apply puts changes away that are in no commit, refuses with --no-force, and leaves other files alone", async () => {
    await reset(dvc, cwd);
    write(cwd, { "params.yaml": "lr: 7\ndepth: 2\n", "notes.txt": "mine\n" });
    const refused = await ours(dvc, cwd, "exp", "apply", "--no-force", "by-us");
    assert.equal(refused.code, 2);
    assert.match(refused.err, /^tidemark: params\.yaml: changes that are in no commit/);
    assert.equal(read(cwd, "params.yaml"), "lr: 7\ndepth: 2\n");
    const applied = await oursJson<{ stashed: string[] }>(dvc, cwd, "exp", "apply", "by-us");
    assert.deepEqual(applied.stashed, ["params.yaml"]);
    assert.match(read(cwd, "params.yaml"), /lr: 0\.5/);
    assert.equal(read(cwd, "notes.txt"), "mine\n");
    dvc.git(cwd, "reset", "-q", "--hard");
    dvc.git(cwd, "stash", "apply", "-q", "refs/exps/apply/stash");
    assert.equal(read(cwd, "params.yaml"), "lr: 7\ndepth: 2\n");
    rmSync(join(cwd, "notes.txt"));
    await reset(dvc, cwd);
  });

  it("apply does not overwrite data that no cache has, unless --force says so", async () => {
    rmSync(join(cwd, "model.txt"));
    writeFileSync(join(cwd, "model.txt"), "edited by hand\n");
    const refused = await ours(dvc, cwd, "exp", "apply", "by-us");
    assert.equal(refused.code, 1);
    assert.match(refused.err, /model\.txt/);
    assert.equal(read(cwd, "model.txt"), "edited by hand\n");
    await oursOk(dvc, cwd, "exp", "apply", "--force", "by-us");
    assert.match(read(cwd, "model.txt"), /^0\.5 2 /);
    await reset(dvc, cwd);
  });

  it("--temp runs beside the workspace and leaves it as it was, changes and all", async () => {
    write(cwd, { "params.yaml": "lr: 0.1\ndepth: 3\n" });
    await oursOk(dvc, cwd, "exp", "run", "--no-track", "--temp", "-n", "apart", "-S", "lr=0.25");
    assert.equal(read(cwd, "params.yaml"), "lr: 0.1\ndepth: 3\n");
    assert.match(read(cwd, "model.txt"), /^0\.1 2 /);
    assert.equal(dvc.git(cwd, "show", `${tip("apart")}:params.yaml`), "lr: 0.25\ndepth: 3\n");
    assert.equal(dvc.git(cwd, "worktree", "list").trim().split("\n").length, 1);
    assert.deepEqual(readdirSync(join(cwd, ".dvc/tmp/tidemark/worktrees")), []);
    await reset(dvc, cwd);
    await dvc.ok(cwd, "exp", "apply", "apart");
    assert.match(read(cwd, "model.txt"), /^0\.25 3 /);
    assert.match(await dvc.ok(cwd, "status"), /up to date/);
    await reset(dvc, cwd);
  });

  it("--dry says what the workspace would run, with the parameters as they would be, and writes nothing", async () => {
    await reset(dvc, cwd);
    const before = dvc.git(cwd, "status", "--porcelain", "--ignored");
    const said = (lr: string) => oursOk(dvc, cwd, "exp", "run", "--dry", "-S", `lr=${lr}`);
    assert.match(await said("0.77"), /train +would run +\(params lr\)/);
    assert.match(await said("0.5"), /train +would come from the cache +\(params lr\)/);
    assert.doesNotMatch(await said("0.1"), /train +would/);
    assert.equal(dvc.git(cwd, "status", "--porcelain", "--ignored"), before);
  });

  it("a stage that fails makes no experiment, and says which one", async () => {
    const failed = await ours(dvc, cwd, "exp", "run", "--no-track", "--temp", "-n", "bad", "-S", "depth=x");
    assert.equal(failed.code, 1);
    assert.match(failed.err, /no experiment came of it: train/);
    assert.ok(!Object.keys(refsOf(dvc, cwd)).some((ref) => ref.endsWith("/bad")));
  });

  it("our queue: dvc sees nothing of it; --run-all makes experiments of it, side by side", async () => {
    const before = await dvc.ok(cwd, "exp", "list", "-A");
    await oursOk(dvc, cwd, "exp", "run", "--queue", "-n", "q", "-S", "lr=0.2,0.4", "-S", "depth=3");
    assert.equal(await dvc.ok(cwd, "exp", "list", "-A"), before);
    assert.match(await dvc.ok(cwd, "queue", "status"), /No experiment tasks/);
    const { runs } = await oursJson<{ runs: { name: string; state: string }[] }>(dvc, cwd, "exp", "queue");
    assert.deepEqual(
      runs.map(({ name, state }) => `${name} ${state}`),
      ["q-1 queued", "q-2 queued"],
    );
    await oursOk(dvc, cwd, "exp", "run", "--no-track", "--run-all", "-j", "2");
    const listed = (await dvc.ok(cwd, "exp", "list", "--name-only")).split("\n");
    assert.ok(listed.includes("q-1") && listed.includes("q-2"));
    assert.deepEqual((await oursJson<{ runs: unknown[] }>(dvc, cwd, "exp", "queue")).runs, []);
    assert.deepEqual(refsOf(dvc, cwd, "refs/exps/temp"), {});
  });

  it("dvc's queue is shown with its state and never written", async () => {
    await dvc.ok(cwd, "exp", "run", "--queue", "-n", "waiting", "-S", "lr=0.9");
    const before = refsOf(dvc, cwd, "refs");
    const { runs } = await oursJson<{ runs: { name: string; state: string; executor: string }[] }>(
      dvc,
      cwd,
      "exp",
      "queue",
    );
    assert.deepEqual(
      runs.map(({ name, state, executor }) => [name, state, executor]),
      [["waiting", "queued", "dvc-task"]],
    );
    // the number of its task is in the broker's own files
    const said = (text: string) => JSON.parse(text.replace(/"local": \{[^}]*\}/g, '"local": null')) as unknown;
    assert.deepEqual(
      said(await oursOk(dvc, cwd, "exp", "show", "--json")),
      said(await dvc.ok(cwd, "exp", "show", "--json")),
    );
    await oursOk(dvc, cwd, "exp", "remove", "--queue");
    await ours(dvc, cwd, "exp", "run", "--no-track", "--run-all");
    assert.deepEqual(refsOf(dvc, cwd, "refs"), before);
    await dvc.ok(cwd, "queue", "remove", "--all");
  });

  it("branches, renames and removals of one are seen by the other", async () => {
    await oursOk(dvc, cwd, "exp", "branch", "by-dvc", "better");
    await dvc.ok(cwd, "exp", "branch", "by-us", "best");
    assert.equal(dvc.git(cwd, "rev-parse", "better").trim(), tip("by-dvc"));
    assert.equal(dvc.git(cwd, "log", "-1", "--format=%T", "best"), dvc.git(cwd, "log", "-1", "--format=%T", "better"));
    await oursOk(dvc, cwd, "exp", "rename", "by-dvc", "renamed");
    await dvc.ok(cwd, "exp", "rename", "by-us", "renamed-too");
    assert.deepEqual(sorted(await oursOk(dvc, cwd, "exp", "list")), sorted(await dvc.ok(cwd, "exp", "list")));
    await dvc.ok(cwd, "exp", "remove", "renamed-too");
    await oursOk(dvc, cwd, "exp", "remove", "renamed", "q-1");
    assert.deepEqual(sorted(await oursOk(dvc, cwd, "exp", "list")), sorted(await dvc.ok(cwd, "exp", "list")));
    await oursOk(dvc, cwd, "exp", "remove", "--keep", "apart");
    assert.equal(await dvc.ok(cwd, "exp", "list", "--name-only"), "apart\n");
    dvc.git(cwd, "branch", "-q", "-D", "better", "best");
  });

  it("dvc pushes ours to a remote of git; we list and remove them there", async () => {
    const bare = join(dvc.home, "bare.git");
    dvc.git(cwd, "init", "-q", "--bare", bare);
    dvc.git(cwd, "remote", "add", "origin", bare);
    await dvc.ok(cwd, "exp", "push", "--no-cache", "origin", "apart");
    assert.equal(
      await oursOk(dvc, cwd, "exp", "list", "-A", "origin"),
      await dvc.ok(cwd, "exp", "list", "-A", "origin"),
    );
    await oursOk(dvc, cwd, "exp", "remove", "-g", "origin", "apart");
    assert.equal(await dvc.ok(cwd, "exp", "list", "-A", "origin"), "");
  });

  it("an equal run under the same name is the same experiment; another one needs --force", async () => {
    await oursOk(dvc, cwd, "exp", "run", "--no-track", "--temp", "-n", "named", "-S", "lr=0.6");
    const taken = await ours(dvc, cwd, "exp", "run", "--no-track", "--temp", "-n", "named", "-S", "lr=0.61");
    assert.equal(taken.code, 2);
    assert.match(taken.err, /'named' exists already/);
    await oursOk(dvc, cwd, "exp", "run", "--no-track", "--temp", "-n", "named", "-S", "lr=0.61", "--force");
    assert.match(dvc.git(cwd, "show", `${tip("named")}:params.yaml`), /lr: 0\.61/);
  });

  it("a project in a folder of the repository", async () => {
    const project = await projectIn(dvc, "mono", "models/churn");
    await dvc.ok(project, "exp", "run", "-n", "by-dvc", "-S", "lr=0.5");
    await reset(dvc, project);
    await oursOk(later(1), project, "exp", "run", "--no-track", "-n", "by-us", "-S", "lr=0.5");
    await reset(dvc, project);
    await oursOk(later(2), project, "exp", "run", "--no-track", "--temp", "-n", "apart", "-S", "lr=0.5");
    const trees = Object.entries(refsOf(dvc, project))
      .filter(([ref]) => !ref.includes("/exec/"))
      .map(([, commit]) => dvc.git(project, "log", "-1", "--format=%T %B", commit));
    assert.equal(trees.length, 3);
    assert.equal(new Set(trees).size, 1);
    assert.deepEqual(
      await oursJson(dvc, project, "exp", "show"),
      JSON.parse(await dvc.ok(project, "exp", "show", "--json")) as unknown,
    );
    await oursOk(dvc, project, "exp", "apply", "by-dvc");
    assert.match(await dvc.ok(project, "status"), /up to date/);
    assert.ok(!existsSync(join(project, "../../params.yaml")));
  });

  it("save of both: the same tree and message, with files git did not know", async () => {
    const change = () => {
      rmSync(join(cwd, "data/in.txt"));
      rmSync(join(cwd, "model.txt"));
      const changed = { "params.yaml": "lr: 0.8\ndepth: 1\n", "data/in.txt": "more\n", "model.txt": "by hand\n" };
      write(cwd, { ...changed, "metrics.json": '{"score": 3}\n', "notes.txt": "mine\n" });
    };
    await reset(dvc, cwd);
    change();
    await dvc.ok(cwd, "exp", "save", "-n", "saved-by-dvc", "-I", "notes.txt");
    await reset(dvc, cwd);
    change();
    await oursOk(dvc, cwd, "exp", "save", "-n", "saved-by-us", "-I", "notes.txt");
    const facts = (name: string) => dvc.git(cwd, "log", "-1", "--format=%P %B", tip(name));
    assert.equal(facts("saved-by-us"), facts("saved-by-dvc"));
    // dvc leaves its own arguments in the commit
    const differ = dvc.git(cwd, "diff", "--name-only", tip("saved-by-us"), tip("saved-by-dvc"));
    assert.equal(differ.trim(), ".dvc/tmp/repro.dat");
    assert.match(await dvc.ok(cwd, "status"), /up to date/);
    rmSync(join(cwd, "notes.txt"), { force: true });
    await reset(dvc, cwd);
    await dvc.ok(cwd, "exp", "apply", "saved-by-us");
    assert.equal(read(cwd, "model.txt"), "by hand\n");
    assert.equal(read(cwd, "notes.txt"), "mine\n");
    rmSync(join(cwd, "notes.txt"));
    await reset(dvc, cwd);
  });

  it("says in one line what is wrong", async () => {
    const wrong: readonly (readonly [RegExp, ...string[]])[] = [
      [/Experiment 'nothing' does not exist/, "apply", "nothing"],
      [/Experiment 'nothing' does not exist/, "branch", "nothing"],
      [/Experiment 'nothing' does not exist/, "remove", "nothing"],
      [/'a b' is no name/, "rename", "apart", "a b"],
      [/'x\/y' is no name/, "run", "-n", "x/y"],
      [/params\.yaml: there is no 'no'/, "run", "-S", "no=1"],
      [/other\.yaml: the file of parameters does not exist/, "run", "-S", "other.yaml:no=1"],
      [/unifrom\(\) at column 4: no such function/, "run", "-S", "lr=unifrom(1,2)"],
      [/a value is missing/, "run", "-S", "lr"],
      [/--search: grid, random, tpe, not 'magic'/, "run", "-S", "lr=1,2", "--search", "magic"],
      [/needs --metric/, "run", "-S", "lr=uniform(0,1)", "--search", "tpe"],
      [/lr: a grid cannot go over all of a range/, "run", "-S", "lr=uniform(0,1)", "--search", "grid"],
      [/0 has no logarithm/, "run", "-S", "lr=loguniform(0,1)"],
      [/there is no file nix/, "run", "--sweep", "nix"],
      [/no metric and no parameter 'scroe'.*score/, "show", "--sort-by", "scroe"],
      [/Revision 'nix' does not exist/, "show", "--rev", "nix"],
      [/--queue and --run-all exclude/, "run", "--queue", "--run-all"],
    ];
    for (const [message, ...args] of wrong) {
      const { code, err } = await ours(dvc, cwd, "exp", ...args);
      assert.match(err, message, args.join(" "));
      assert.equal(err.trim().split("\n").length, 1, err);
      assert.equal(code, 2, args.join(" "));
    }
    assert.equal(dvc.git(cwd, "status", "--porcelain"), "");
  });
});
