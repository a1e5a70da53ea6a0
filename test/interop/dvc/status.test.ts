import assert from "node:assert/strict";
import { chmodSync, mkdirSync, renameSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Dvc, startDvc } from "./dvc";
import { type Both, bothIn } from "./pipelineHelp";

const pipeline = `
stages:
  prep:
    cmd: cat raw.txt > clean.txt
    deps: [raw.txt]
    outs: [clean.txt]
  split:
    cmd: mkdir -p parts && cp clean.txt parts/a && cp clean.txt parts/b
    deps: [clean.txt]
    outs: [parts]
  train:
    cmd:
    - cp parts/a model
    - echo '{"acc":1}' > metrics.json
    deps: [parts/a]
    params: [lr, net.layers, other.toml: [size], whole.json: ]
    outs: [model]
    metrics: [metrics.json: {cache: false}]
    plots: [curve.csv: {cache: false}]
  frozen:
    frozen: true
    cmd: cp clean.txt still
    deps: [clean.txt]
    outs: [still]
  always:
    always_changed: true
    cmd: cp clean.txt each
    deps: [clean.txt]
    outs: [each]
  bare:
    cmd: echo hello
  source:
    cmd: echo made > made
    outs: [made]
  inside:
    cmd: cp data/x.csv copy
    deps: [data/x.csv]
    outs: [copy]
  keeps:
    cmd: echo more >> kept
    deps: [raw.txt]
    outs: [kept: {persist: true}]
  each:
    foreach: [one, two]
    do:
      cmd: cp raw.txt each-\${item}
      deps: [raw.txt]
      outs: ["each-\${item}"]
`.replace("cp parts/a model", "cp parts/a model\n    - echo 'x,y' > curve.csv");

const below = `
stages:
  low:
    wdir: work
    cmd: cp ../../raw.txt out
    deps: [../../raw.txt]
    params: [../../params.yaml: [lr]]
    outs: [out]
`;

/** What is done to the workspace, one after the other; after each both must say the same. */
const steps: readonly (readonly [string, (both: Both) => void])[] = [
  ["nothing changed", () => undefined],
  ["a dependency changed", ({ write }) => write({ "raw.txt": "other\n" })],
  ["a dependency is gone", ({ cwd }) => unlinkSync(join(cwd, "raw.txt"))],
  ["a dependency is back", ({ write }) => write({ "raw.txt": "raw\n" })],
  ["a parameter has another value", ({ write }) => write({ "params.yaml": "lr: 0.2\nnet: {layers: 3}\n" })],
  ["a parameter is Python's equal", ({ write }) => write({ "params.yaml": "lr: 0.1\nnet: {layers: 3.0}\n" })],
  ["true is one", ({ write }) => write({ "params.yaml": "lr: 0.1\nnet: {layers: 3}\nmore: 1\n" })],
  ["a parameter is gone", ({ write }) => write({ "params.yaml": "lr: 0.1\n" })],
  ["a file of parameters is gone", ({ cwd }) => unlinkSync(join(cwd, "other.toml"))],
  ["a whole file has one more", ({ write }) => write({ "whole.json": '{"a": [1, 2], "b": {"c": null}, "d": 1}' })],
  ["a whole file has one less", ({ write }) => write({ "whole.json": '{"a": [1, 2]}' })],
  ["a list has another order", ({ write }) => write({ "whole.json": '{"a": [2, 1], "b": {"c": null}}' })],
  [
    "all parameters are back",
    ({ write }) =>
      write({
        "params.yaml": "lr: 0.1\nnet: {layers: 3}\n",
        "other.toml": "size = 4\n",
        "whole.json": '{"b": {"c": null}, "a": [1, 2]}',
      }),
  ],
  [
    "an output changed",
    ({ cwd, write }) => {
      rmSync(join(cwd, "model"));
      write({ model: "mine\n" });
    },
  ],
  ["an output is gone", ({ cwd }) => unlinkSync(join(cwd, "clean.txt"))],
  ["a folder has a file more", ({ write }) => write({ "parts/c": "c" })],
  [
    "a folder has a file less",
    ({ cwd }) => {
      unlinkSync(join(cwd, "parts/c"));
      unlinkSync(join(cwd, "parts/b"));
    },
  ],
  [
    "a folder is a file",
    ({ cwd, write }) => {
      rmSync(join(cwd, "parts"), { recursive: true });
      write({ parts: "x" });
    },
  ],
  ["a frozen stage's output is gone", ({ cwd }) => unlinkSync(join(cwd, "still"))],
  ["a metric changed", ({ write }) => write({ "metrics.json": '{"acc":2}' })],
  ["a tracked file changed", ({ write }) => write({ "single.bin": "changed" })],
  ["a file in a tracked folder changed", ({ write }) => write({ "data/x.csv": "1,2,3\n" })],
  ["a tracked folder is gone", ({ cwd }) => rmSync(join(cwd, "data"), { recursive: true })],
  ["a file became executable", ({ cwd }) => chmodSync(join(cwd, "made"), 0o755)],
  [
    "objects are gone from the cache",
    ({ cwd }) => renameSync(join(cwd, ".dvc/cache/files"), join(cwd, ".dvc/cache/away")),
  ],
  [
    "objects are back",
    ({ cwd }) => {
      rmSync(join(cwd, ".dvc/cache/files"), { recursive: true, force: true });
      renameSync(join(cwd, ".dvc/cache/away"), join(cwd, ".dvc/cache/files"));
    },
  ],
  [
    "a command changed",
    ({ write }) => write({ "dvc.yaml": pipeline.replace("cat raw.txt >", "cat  raw.txt >").replace("hello", "hallo") }),
  ],
  [
    "a list of commands is a text",
    ({ write }) => write({ "dvc.yaml": pipeline.replace(/- cp parts[\s\S]*?csv\n/, "") }),
  ],
  [
    "stages have more of everything",
    ({ write }) =>
      write({
        "dvc.yaml": `${pipeline.replace("deps: [clean.txt]\n    outs: [parts]", "deps: [clean.txt, raw.txt]\n    outs: [parts, nothing]")}
  fresh:
    cmd: echo
    deps: [raw.txt, none.txt]
    params: [lr, gone.yaml: [x]]
    outs: [clean2.txt]
    metrics: [m.json]
`,
      }),
  ],
  ["an output that nobody recorded is there", ({ write }) => write({ "clean2.txt": "there" })],
  ["there is no lock", ({ cwd }) => unlinkSync(join(cwd, "dvc.lock"))],
];

describe("pipeline status beside dvc status", () => {
  let dvc: Dvc;
  let both: Both;
  before(async function () {
    this.timeout(600_000);
    dvc = await startDvc(this);
    both = bothIn(dvc, await dvc.repository());
    both.write({
      "raw.txt": "raw\n",
      "params.yaml": "lr: 0.1\nnet: {layers: 3}\n",
      "other.toml": "size = 4\n",
      "whole.json": '{"a": [1, 2], "b": {"c": null}}',
      "data/x.csv": "1,2\n",
      "data/sub/y.csv": "3,4\n",
      "single.bin": "single",
      "dvc.yaml": pipeline,
      "sub/dvc.yaml": below,
    });
    mkdirSync(join(both.cwd, "sub/work"));
    await both.dvc(["add", "data", "single.bin"]);
    await both.sameStatus();
    await both.dvc(["unfreeze", "-q", "frozen"]);
    await both.dvc(["repro", "-P"]);
    await both.dvc(["freeze", "-q", "frozen"]);
  });
  after(() => dvc?.stop());

  for (const [name, act] of steps)
    it(name, async () => {
      act(both);
      await both.sameStatus();
    }).timeout(60_000);

  it("is about the targets that are named", async () => {
    await both.sameStatus("train");
    await both.sameStatus("data.dvc", "prep");
    await both.sameStatus("each");
    await both.sameStatus("each@two");
    await both.sameStatus("sub/dvc.yaml:low");
    await both.sameStatus("--with-deps", "split");
  }).timeout(60_000);

  it("shows paths from where it is asked", async () => {
    writeFileSync(join(both.cwd, "raw.txt"), "once more\n");
    const there = bothIn(dvc, join(both.cwd, "sub"));
    const said = (await there.sameStatus()) as Record<string, unknown>;
    assert.ok(JSON.stringify(said.low).includes("../raw.txt"), JSON.stringify(said));
  }).timeout(60_000);
});
