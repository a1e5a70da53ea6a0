import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Dvc, startDvc } from "./dvc";
import { type Both, bothIn } from "./pipelineHelp";

interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** Before the first run. */
  prepare?(both: Both): Promise<void> | void;
  /** After it; then both bring it up to date again. */
  readonly change?: Readonly<Record<string, string>>;
}

const stage = (body: string, more = "") => `stages:\n  one:\n${body.replaceAll(/^/gm, "    ")}\n${more}`;

/** Each is run by ours in one repository and by dvc in another: the lock has to be the same, byte for byte. */
const cases: readonly Case[] = [
  {
    name: "a file to a file",
    files: { "dvc.yaml": stage("cmd: cp in out\ndeps: [in]\nouts: [out]"), in: "1\n" },
    change: { in: "2\n" },
  },
  {
    name: "a folder to a folder",
    files: {
      "dvc.yaml": stage("cmd: cp -r in out\ndeps: [in]\nouts: [out]"),
      "in/a": "a",
      "in/b/ü": "b",
      "in/b/z": "",
    },
    change: { "in/c": "c" },
  },
  {
    name: "parameters of all kinds",
    files: {
      "dvc.yaml": stage(
        "cmd: echo x > out\nparams: [f, i, whole, big, text, none, yes, list, map.deep, map, {other.yaml: }, {p.toml: [t.x]}, {j.json: [a]}, {p.py: [X, C.y]}]\nouts: [out]",
      ),
      "params.yaml":
        "f: 1e-5\ni: 7\nwhole: 1.0\nbig: 12345678901234567890\ntext: 'yes'\nnone:\nyes: yes\nlist: [1, 2.0, a, [b]]\nmap: {deep: -0.0, more: {k: 'a: b'}}\n",
      "other.yaml": "z: 1\na: {c: 2, b: 1}\n",
      "p.toml": "[t]\nx = 1.5\n",
      "j.json": '{"a": {"b": [1, null, true]}}',
      "p.py": "X = 3\nclass C:\n    y = 'text'\n",
    },
    change: { "j.json": '{"a": 2}' },
  },
  {
    name: "metrics and plots that git has",
    files: {
      "dvc.yaml": stage(
        'cmd: cp in m.json && echo "x,y" > p.csv && cp in out\ndeps: [in]\nouts: [out]\nmetrics: [{m.json: {cache: false}}]\nplots: [{p.csv: {cache: false, x: x}}]',
      ),
      in: '{"acc": 1}\n',
    },
    change: { in: '{"acc": 2}\n' },
  },
  {
    name: "a plain output that is not cached",
    files: { "dvc.yaml": stage("cmd: cp in out\ndeps: [in]\nouts: [{out: {cache: false}}]"), in: "1\n" },
    change: { in: "2\n" },
  },
  {
    name: "an output that persists",
    files: { "dvc.yaml": stage("cmd: cat in >> out\ndeps: [in]\nouts: [{out: {persist: true}}]"), in: "1\n" },
    change: { in: "2\n" },
  },
  {
    name: "a list of commands, and lines of one",
    files: {
      "dvc.yaml": stage(
        "cmd:\n- echo a > out\n- x=1; echo $x >> out\ndeps: [in]\nouts: [out]",
        "  two:\n    cmd: |\n      echo b > two\n      cat out >> two\n    deps: [out]\n    outs: [two]\n",
      ),
      in: "1\n",
    },
    change: { in: "2\n" },
  },
  {
    name: "a folder to work in, and a pipeline below",
    files: {
      "dvc.yaml": stage("cmd: cp ../in out\nwdir: work\ndeps: [../in]\nouts: [out]"),
      "sub/dvc.yaml": stage("cmd: cp ../work/out low\ndeps: [../work/out]\nouts: [low]"),
      in: "1\n",
      "work/.keep": "",
    },
    change: { in: "2\n" },
  },
  {
    name: "templates, foreach and matrix",
    files: {
      "dvc.yaml":
        'vars: [{name: x}]\nstages:\n  each:\n    foreach: ${models}\n    do:\n      cmd: "echo ${item.lr} ${name} > each-${key}"\n      params: ["models.${key}.lr"]\n      outs: ["each-${key}"]\n  mx:\n    matrix: {a: [1, 2], b: [u]}\n    cmd: "cat each-m > ${key}"\n    deps: [each-m]\n    outs: ["${key}"]\n',
      "params.yaml": "models: {m: {lr: 0.5}, n: {lr: 1.0}}\n",
    },
    change: { "params.yaml": "models: {m: {lr: 0.25}, n: {lr: 1}}\n" },
  },
  {
    name: "data that are tracked, and a file in them",
    files: {
      "dvc.yaml": stage("cmd: cat data/a single > out\ndeps: [data/a, single]\nouts: [out]"),
      "data/a": "a",
      "data/b": "b",
      single: "s",
    },
    prepare: async ({ dvc }) => void (await dvc(["add", "data", "single"])),
    change: { "data/b": "other", single: "t" },
  },
  {
    name: "an executable, an empty file and an empty folder",
    files: {
      "dvc.yaml": stage(
        "cmd: cp run out && chmod +x out && touch none && mkdir -p hollow\ndeps: [run]\nouts: [out, none, hollow]",
      ),
      run: "#!/bin/sh\n",
    },
    prepare: ({ cwd }) => chmodSync(join(cwd, "run"), 0o755),
  },
  {
    name: "names with spaces and more",
    files: {
      "dvc.yaml": stage('cmd: \'cp "in put" "o[1] #é"\'\n' + 'deps: ["in put"]\nouts: ["o[1] #é"]'),
      "in put": "1\n",
    },
    change: { "in put": "2\n" },
  },
  {
    name: "a stage that always runs, one without anything, one without dependencies",
    files: {
      "dvc.yaml": `stages:
  always: {cmd: date +%N > each, always_changed: true, outs: [each]}
  bare: {cmd: "true"}
  source: {cmd: echo 1 > made, outs: [made]}
`,
    },
  },
  {
    name: "a stage that adds to a folder it reads",
    files: {
      "dvc.yaml": stage(
        "cmd: mkdir -p src/__pycache__ && echo 1 > src/__pycache__/x && cp src/a out\ndeps: [src]\nouts: [out]",
      ),
      "src/a": "a",
    },
  },
  {
    name: "long commands and words that YAML quotes",
    files: {
      "dvc.yaml": stage(
        `cmd: 'echo "${"word ".repeat(40)}" ''#'' : > out # {x: y}'\ndeps: [in]\nparams: [a]\nouts: [out]`,
      ),
      in: "1\n",
      "params.yaml": `a: ${JSON.stringify(`- x: ${"long ".repeat(30)}\n  2nd # line`)}\n`,
    },
  },
];

describe("repro beside dvc repro", () => {
  let dvc: Dvc;
  before(async function () {
    this.timeout(600_000);
    dvc = await startDvc(this);
  });
  after(() => dvc?.stop());

  const open = async (files: Readonly<Record<string, string>>) => {
    const both = bothIn(dvc, await dvc.repository());
    both.write(files);
    return both;
  };
  const locks = ({ cwd }: Both) =>
    ["dvc.lock", "sub/dvc.lock", "data.dvc", "single.dvc", ".gitignore", "work/.gitignore", "sub/.gitignore"].map(
      (name) => (existsSync(join(cwd, name)) ? `${name}:\n${readFileSync(join(cwd, name), "utf8")}` : ""),
    );

  for (const { name, files, prepare, change } of cases)
    it(name, async () => {
      const [mine, theirs] = await Promise.all([open(files), open(files)]);
      const changing = files["dvc.yaml"]?.includes("always");
      for (const both of [mine, theirs]) await prepare?.(both);
      await Promise.all([mine.ours(["repro", "--no-track", "-P"]), theirs.dvc(["repro", "-P"])]);
      if (!changing) assert.deepEqual(locks(mine), locks(theirs));
      if (!changing) assert.deepEqual(await mine.sameStatus(), {});
      else await mine.sameStatus();
      const idle = await mine.dvc(["repro", "-P"]);
      if (!changing) assert.match(idle, /up to date/, "dvc has nothing to do after ours");
      const after = await theirs.ours(["repro", "--no-track", "-P"]);
      if (!changing) assert.match(after.out, /up to date/, "ours has nothing to do after dvc's");
      if (!change) return;
      for (const both of [mine, theirs]) both.write(change);
      // the other way round: each goes on where the other was
      await Promise.all([mine.dvc(["repro", "-P"]), theirs.ours(["repro", "--no-track", "-P"])]);
      assert.deepEqual(locks(mine), locks(theirs));
      await theirs.sameStatus();
    }).timeout(120_000);

  it("runs only what changed, and stops where the outputs are the same again", async () => {
    const both = await open({
      "dvc.yaml": `stages:
  prep: {cmd: sort in > sorted && echo p >> log, deps: [in], outs: [sorted]}
  use: {cmd: cp sorted used && echo u >> log, deps: [sorted], outs: [used]}
`,
      in: "b\na\n",
    });
    await both.ours(["repro", "--no-track"]);
    both.write({ in: "a\nb\n" });
    const { out } = await both.ours(["repro", "--no-track"]);
    assert.match(out, /prep +done/);
    assert.match(out, /use +unchanged/);
    assert.equal(readFileSync(join(both.cwd, "log"), "utf8"), "p\nu\np\n");
    await both.clean();
  }).timeout(60_000);

  it("keeps what was done before a failure, and goes on there", async () => {
    const both = await open({
      "dvc.yaml": `stages:
  a: {cmd: cp in a, deps: [in], outs: [a]}
  b: {cmd: test -e ok && cp a b, deps: [a], outs: [b]}
  c: {cmd: cp b c, deps: [b], outs: [c]}
  d: {cmd: cp in d, deps: [in], outs: [d]}
`,
      in: "1\n",
    });
    const { out } = await both.ours(["repro", "--no-track", "-k"], 1);
    assert.match(out, /b +failed +dvc.yaml:3: stage b failed: `test -e ok && cp a b` ended with 1/);
    assert.match(out, /c +skipped +it needs b/);
    assert.match(out, /d +done/);
    assert.deepEqual(Object.keys((await both.sameStatus()) as object).sort(), ["b", "c"]);
    both.write({ ok: "" });
    const again = JSON.parse((await both.ours(["repro", "--no-track", "--json"])).out) as {
      stages: { stage: string; state: string }[];
    };
    assert.deepEqual(
      again.stages.map(({ stage, state }) => `${stage} ${state}`),
      ["a unchanged", "b done", "c done", "d unchanged"],
    );
    await both.clean();
  }).timeout(60_000);

  it("runs independent stages at the same time, and the lock is as if they had not been", async () => {
    const names = [1, 2, 3, 4, 5, 6];
    const yaml = `stages:\n${names.map((n) => `  s${n}: {cmd: "sleep 0.3; cp in o${n}", deps: [in], outs: [o${n}]}\n`).join("")}  all: {cmd: "cat o? > all", deps: [${names.map((n) => `o${n}`)}], outs: [all]}\n`;
    const both = await open({ "dvc.yaml": yaml, in: "1\n" });
    const { out } = await both.ours(["repro", "--no-track", "-j", "6", "--json"]);
    const { stages } = JSON.parse(out) as { stages: { stage: string }[] };
    assert.equal(stages.at(-1)?.stage, "all");
    const events = await import("node:fs").then(({ readdirSync }) => {
      const folder = join(both.cwd, ".dvc/tmp/tidemark/repro");
      return readFileSync(join(folder, readdirSync(folder)[0] as string, "events.jsonl"), "utf8");
    });
    const states = events
      .split("\n")
      .flatMap((line) => /"stage":"(s\d)","state":"(running|done)"/.exec(line)?.[2] ?? []);
    assert.ok(states.indexOf("done") >= 6, `all six began before one ended: ${states}`);
    await both.clean();
  }).timeout(60_000);

  it("forces, takes single ones, what comes after, patterns and folders, as dvc does", async () => {
    const files = {
      "dvc.yaml": `stages:
  a: {cmd: cp in a && echo a >> log, deps: [in], outs: [a]}
  b: {cmd: cp a b && echo b >> log, deps: [a], outs: [b]}
  c: {cmd: cp b c && echo c >> log, deps: [b], outs: [c]}
  x: {cmd: cp in x && echo x >> log, deps: [in], outs: [x]}
`,
      "sub/dvc.yaml": "stages:\n  low: {cmd: cp ../c low && echo low >> ../log, deps: [../c], outs: [low]}\n",
      in: "1\n",
    };
    const [mine, theirs] = await Promise.all([open(files), open(files)]);
    const ways = [
      ["-P"],
      ["-f", "b"],
      ["-f", "-s", "c"],
      ["-f", "--downstream", "b"],
      ["-f", "--glob", "[ab]"],
      ["-f", "-R", "sub", "-s"],
      ["-f", "-p", "b"],
      ["sub/dvc.yaml:low", "-f", "-s"],
      ["--dry", "-f"],
    ];
    for (const way of ways) {
      for (const { cwd } of [mine, theirs]) writeFileSync(join(cwd, "log"), "");
      await Promise.all([mine.ours(["repro", "--no-track", ...way]), theirs.dvc(["repro", ...way])]);
      const [ours, real] = [mine, theirs].map(({ cwd }) =>
        readFileSync(join(cwd, "log"), "utf8").split("\n").sort().join(" "),
      );
      assert.equal(ours, real, way.join(" "));
    }
    await mine.clean();
  }).timeout(120_000);

  it("runs again what follows a stage that ran, when told to", async () => {
    const files = {
      "dvc.yaml": `stages:
  a: {cmd: sort in > a && echo a >> log, deps: [in], outs: [a]}
  b: {cmd: cp a b && echo b >> log, deps: [a], outs: [b]}
`,
      in: "b\na\n",
    };
    const [mine, theirs] = await Promise.all([open(files), open(files)]);
    await Promise.all([mine.ours(["repro", "--no-track"]), theirs.dvc(["repro"])]);
    for (const both of [mine, theirs]) both.write({ in: "a\nb\n" });
    await Promise.all([
      mine.ours(["repro", "--no-track", "--force-downstream"]),
      theirs.dvc(["repro", "--force-downstream"]),
    ]);
    const [ours, real] = [mine, theirs].map(({ cwd }) => readFileSync(join(cwd, "log"), "utf8"));
    assert.equal(ours, real);
  }).timeout(60_000);

  it("keeps comments and other stages of the lock", async () => {
    const both = await open({ "dvc.yaml": stage("cmd: cp in out\ndeps: [in]\nouts: [out]"), in: "1\n" });
    await both.ours(["repro", "--no-track"]);
    const lock = join(both.cwd, "dvc.lock");
    writeFileSync(lock, `# mine\n${readFileSync(lock, "utf8")}  gone:\n    cmd: x # kept\n`);
    both.write({ in: "2\n" });
    await both.ours(["repro", "--no-track"]);
    const text = readFileSync(lock, "utf8");
    assert.match(text, /^# mine\n/);
    assert.match(text, / {2}gone:\n {4}cmd: x # kept\n/);
    assert.deepEqual(await both.sameStatus(), {});
  }).timeout(60_000);

  it("refuses before it harms anything: a missing dependency leaves the outputs", async () => {
    const both = await open({ "dvc.yaml": stage("cmd: cp in out\ndeps: [in]\nouts: [out]"), in: "1\n" });
    await both.ours(["repro", "--no-track"]);
    rmSync(join(both.cwd, "in"));
    const { out } = await both.ours(["repro", "--no-track"], 1);
    assert.match(out, /dvc.yaml:2: stage one: the dependency in does not exist/);
    assert.equal(readFileSync(join(both.cwd, "out"), "utf8"), "1\n");
  }).timeout(60_000);

  it("takes no folder for a new version of which a pull could not bring all; one that a person changed it does", async () => {
    const both = await open({
      "dvc.yaml": stage("cmd: ls d > out\ndeps: [d]\nouts: [out]"),
      "d/a": "a\n",
      "d/b": "b\n",
    });
    await both.dvc(["add", "-q", "d"]);
    await both.ours(["repro", "--no-track"]);
    const before = readFileSync(join(both.cwd, "d.dvc"), "utf8");
    rmSync(join(both.cwd, ".dvc/cache/files/md5/3b/5d5c3712955042212316173ccf37be"), { force: true }); // of b
    rmSync(join(both.cwd, "d/b"));
    const { out } = await both.ours(["repro", "--no-track"], 1);
    assert.match(
      out,
      /d\.dvc: d is not whole: b is neither there nor in the cache; .*data pull d\.dvc.*data commit d\.dvc/,
    );
    assert.equal(readFileSync(join(both.cwd, "d.dvc"), "utf8"), before);
    assert.equal(readFileSync(join(both.cwd, "out"), "utf8"), "a\nb\n");
    await both.ours(["data", "commit", "d.dvc"]);
    await both.ours(["repro", "--no-track"]);
    rmSync(join(both.cwd, "d/a"));
    both.write({ "d/c": "c" });
    await both.ours(["repro", "--no-track"]);
    await both.clean();
  }).timeout(60_000);

  it("names what is wrong with its files, and exits 2", async () => {
    const both = await open({});
    const bad: readonly (readonly [string, string, RegExp])[] = [
      [
        "a cycle",
        "stages:\n  a: {cmd: x, deps: [b], outs: [c]}\n  b: {cmd: x, deps: [c], outs: [b]}\n",
        /dvc.yaml:\d+:\d+: .*cycle/,
      ],
      ["an unknown key", "stages:\n  a: {cmd: x, dep: [b]}\n", /dvc.yaml:2:\d+: .*dep/],
      ["an undefined variable", "stages:\n  a: {cmd: 'x $" + "{nope}'}\n", /dvc.yaml:2:\d+: .*nope/],
      [
        "overlapping outputs",
        "stages:\n  a: {cmd: x, outs: [o]}\n  b: {cmd: x, outs: [o/p]}\n",
        /dvc.yaml:\d+:\d+: .*o\/p/,
      ],
      ["no YAML", "stages: [\n", /dvc.yaml:\d+:\d+: /],
    ];
    for (const [name, text, message] of bad) {
      both.write({ "dvc.yaml": text });
      const { err } = await both.ours(["repro", "--no-track"], 2);
      assert.match(err, message, name);
      assert.equal(err.trim().split("\n").length, 1, err);
    }
    both.write({ "dvc.yaml": stage("cmd: x") });
    assert.match((await both.ours(["repro", "--no-track", "on"], 2)).err, /on: no stage.* Did you mean 'one'/);
    both.write({ "dvc.yaml": stage("cmd: x > out\nparams: [lr]\nouts: [out]"), "params.yaml": "x: 1\n" });
    assert.match((await both.ours(["repro", "--no-track"], 1)).out, /params.yaml: lr missing/);
  }).timeout(60_000);

  it("makes links as the project wants them, and stages write to their own files", async () => {
    const both = await open({
      "dvc.yaml": `stages:
  a: {cmd: cat in > a; echo m > m.json, deps: [in], outs: [a], metrics: [m.json: {cache: false}]}
  p: {cmd: cat a >> p, deps: [a], outs: [p: {persist: true}]}
`,
      in: "1\n",
    });
    await both.dvc(["config", "cache.type", "hardlink"]);
    await both.ours(["repro", "--no-track"]);
    await both.clean();
    both.write({ in: "2\n" });
    await both.ours(["repro", "--no-track"]);
    assert.equal(readFileSync(join(both.cwd, "p"), "utf8"), "1\n2\n");
    await both.clean();
    both.write({ in: "1\n" });
    mkdirSync(join(both.cwd, "other"));
    await both.ours(["repro", "--no-track", "a"]);
    writeFileSync(join(both.cwd, "m.json"), "mine\n"); // no link into the cache
    await both.dvc(["repro", "-f"]);
    await both.clean();
  }).timeout(60_000);
});
