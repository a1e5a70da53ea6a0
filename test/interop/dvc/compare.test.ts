import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { tidemark } from "../../cli/tidemark";
import { type Dvc, startDvc } from "./dvc";

type Files = Readonly<Record<string, string | undefined>>;

const pipeline = `vars:
- more.yaml
stages:
  prepare:
    cmd: mkdir -p scores && cp source.json scores/one.json && cp source.json scores/two.json && cp source.json kept.json
    deps: [source.json]
    params:
    - train.lr
    - list
    - nothere
    - other.toml: [a.b]
    - code.py: [C.depth, epochs]
    - whole.json:
    metrics:
    - scores
    - kept.json
  loop:
    foreach: \${sizes}
    do:
      cmd: echo \${item} \${key_} > out-\${item}
      outs:
      - out-\${item}
metrics:
- top.yaml
- scalar.json
- odd.json
params:
- extra.yaml
`;

const first: Files = {
  "dvc.yaml": pipeline,
  "more.yaml": "sizes: [1, 2]\nkey_: k\nunused: 3\n",
  "source.json":
    '{"acc": 0.5, "n": 3, "nested": {"f1": 0.25, "deep": {"x": 1.0}}, "list": [1, 2], "name": "a", "none": null}',
  "params.yaml":
    "train:\n  lr: 0.1\n  epochs: 3\nlist: [1, 'two', 3.0, true]\none: [5]\nempty: {}\nflag: true\nsame: 1\n",
  "other.toml": "[a]\nb = 1\nc = 2\n",
  "code.py": "epochs = 5\nclass C:\n    depth = 3\n    width = 4\n",
  "whole.json": '{"z": {"y": 1}, "list": [{"a": 1}]}',
  "extra.yaml": "e: 1\n",
  "top.yaml": "loss: 1.25\nbig: 12345678901234567890\nsmall: 1.0e-9\nflag: true\n",
  "scalar.json": "0.5",
  "odd.json": '[{"a": 1}]',
  "sub/dvc.yaml":
    "stages:\n  s:\n    cmd: cp ../source.json m.json\n    deps: [../source.json]\n    params: [p]\n    metrics: [m.json: {cache: false}]\n",
  "sub/params.yaml": "p: 1\nq: 2\n",
};

const second: Files = {
  "source.json":
    '{"acc": 0.509, "n": 4, "nested": {"f1": 0.25, "deep": {"x": 1}}, "list": [1], "name": "b", "more": 7}',
  "params.yaml":
    "train:\n  lr: 0.25\n  epochs: 4\nlist: [1, 'two', 3.0]\none: [7]\nempty: {a: 1}\nflag: 1\nsame: 1.0\nnothere: 2\n",
  "other.toml": "[a]\nb = 2\nc = 5\n",
  "code.py": "epochs = 6\nclass C:\n    depth = 3\n    width = 9\n",
  "whole.json": '{"z": {"y": 2}, "list": [{"a": 2}]}',
  "top.yaml": "loss: 1.5\nbig: 12345678901234567891\nsmall: 2.0e-9\nflag: false\nnew: x\n",
  "scalar.json": "0.75",
  "extra.yaml": undefined,
  "sub/params.yaml": "p: 3\nq: 2\n",
};

const last: Files = {
  "top.yaml": "loss: [broken\n",
  "scalar.json": undefined,
  "more.yaml": "sizes: [1, 2]\nkey_: l\nunused: 4\n",
  "params.yaml": "train:\n  lr: 0.5\n",
};

const commands: readonly string[] = [
  "metrics show",
  "metrics show -a",
  "metrics show -T",
  "metrics show -A",
  "metrics show -a -T",
  "metrics show kept.json top.yaml",
  "metrics show scores",
  "metrics show params.yaml whole.json",
  "metrics diff",
  "metrics diff --all",
  "metrics diff v1",
  "metrics diff v1 v2",
  "metrics diff v2 v1 --all",
  "metrics diff HEAD main",
  "metrics diff v1 --targets kept.json",
  "metrics diff v1 v2 --targets scores",
  "metrics diff v1 v2 --targets sub/m.json",
  "params diff",
  "params diff --all",
  "params diff v1",
  "params diff v1 v2",
  "params diff v2 v1 --all",
  "params diff v1 v2 --deps",
  "params diff v1 v2 --deps --all",
  "params diff v1 --targets other.toml",
  "params diff v1 v2 --targets sub/params.yaml",
];

describe("metrics and params as dvc shows them", function () {
  this.timeout(300_000);
  let dvc: Dvc;
  let cwd: string;

  const write = (files: Files) => {
    for (const [name, text] of Object.entries(files)) {
      const path = join(cwd, name);
      if (text === undefined) rmSync(path);
      else {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
      }
    }
  };
  const commit = async (name: string) => {
    await dvc.run(cwd, "repro", "-q", "-k", "-P"); // its parameters are not all there at first
    dvc.git(cwd, "add", ".");
    dvc.git(cwd, "commit", "-q", "-m", name);
    dvc.git(cwd, "tag", name);
  };
  const both = async (folder: string, command: string) => {
    const words = [...command.split(" "), "--json"];
    const [theirs, ours] = await Promise.all([dvc.run(folder, ...words), tidemark(folder, ...words)]);
    for (const [who, text, err] of [
      ["dvc", theirs.stdout, theirs.stderr],
      ["tidemark", ours.out, ours.err],
    ] as const)
      if (text === "" && !command.includes("nobranch")) assert.fail(`${who} ${command}: ${err}`);
    return { theirs, ours };
  };

  before(async function () {
    dvc = await startDvc(this);
    cwd = await dvc.repository();
    write({ ...first, "params.yaml": `${first["params.yaml"]}nothere: 1\n` });
    await commit("v0");
    write(first);
    await commit("v1");
    dvc.git(cwd, "branch", "old");
    write(second);
    await commit("v2");
  });
  after(() => dvc?.stop());

  for (const command of commands) {
    it(command, async () => {
      const { theirs, ours } = await both(cwd, command);
      assert.equal(theirs.code, 0, theirs.stderr);
      assert.deepEqual(read(ours.out), read(theirs.stdout), ours.err);
    });
  }

  for (const command of ["metrics diff v1 v2", "metrics diff v1 v2 --precision 2", "metrics show", "params diff v1 v2"])
    it(`${command}, piped: the numbers that dvc prints`, async () => {
      const words = command.split(" ");
      const theirs = await dvc.ok(cwd, ...words);
      const { out } = await tidemark(cwd, ...words);
      const cells = (text: string, gap: RegExp) =>
        text
          .trim()
          .split("\n")
          .flatMap((line) => line.split(gap).map((cell) => cell.trim()))
          .filter((cell) => /^-?\d+(\.\d+)?(e-?\d+)?$/.test(cell))
          .sort();
      assert.deepEqual(cells(out, /\t/), cells(theirs, / {2,}/));
      assert.ok(cells(out, /\t/).length > 0);
    });

  it("from a folder of the project", async () => {
    for (const command of ["metrics show", "metrics show m.json", "metrics diff v1 v2", "params diff v1 v2"]) {
      const { theirs, ours } = await both(join(cwd, "sub"), command);
      assert.deepEqual(read(ours.out), read(theirs.stdout), `${command}: ${ours.err}`);
    }
  });

  it("says which revision git does not know", async () => {
    const { theirs, ours } = await both(cwd, "metrics diff nobranch");
    assert.notEqual(theirs.code, 0);
    assert.equal(ours.code, 2);
    assert.match(ours.err, /nobranch: git knows no such revision/);
  });

  describe("where the workspace is not whole", () => {
    before(() => write(last));

    for (const command of [
      "metrics show",
      "metrics diff",
      "metrics diff v1 v2",
      "params diff",
      "params diff v2 --all",
    ]) {
      it(command, async () => {
        const { theirs, ours } = await both(cwd, command);
        assert.equal(theirs.code, 0, theirs.stderr);
        assert.deepEqual(read(ours.out, true), read(theirs.stdout, true), ours.err);
        if (command === "metrics show") assert.match(ours.err, /top\.yaml:\d+:\d+: /);
      });
    }
  });
});

/** What dvc prints as NaN or with more digits than a number holds is compared as numbers. */
function read(text: string, withoutWords = false): unknown {
  return JSON.parse(text, (key, value: unknown) => (withoutWords && key === "msg" ? "" : value));
}
