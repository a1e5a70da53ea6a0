import assert from "node:assert/strict";
import { fileKind, wordsOfKey } from "../../../../src/core/dvc/editing/keyWords";
import { suggestionsAt } from "../../../../src/core/dvc/editing/suggestions";

/** The place that a bar marks, and the text without it. */
function marked(text: string) {
  const offset = text.indexOf("|");
  return { offset, text: text.slice(0, offset) + text.slice(offset + 1) };
}

function at(file: string, kind: "pipeline" | "dvc" = "pipeline") {
  const { text, offset } = marked(file);
  return suggestionsAt(kind, text, offset);
}

const offered = (file: string, kind: "pipeline" | "dvc" = "pipeline") =>
  (at(file, kind)?.suggestions ?? []).map(({ label }) => label);

describe("what may stand where somebody writes in dvc.yaml", () => {
  it("at the top: the sections that are not there yet", () => {
    assert.deepEqual(offered("|\nstages: {}\nvars: []\n"), ["params", "metrics", "plots", "artifacts", "datasets"]);
  });

  it("in a stage: its keys, and of a group its own", () => {
    const keys = offered("stages:\n  a:\n    cmd: x\n    |\n");
    assert.ok(keys.includes("deps") && keys.includes("matrix") && !keys.includes("cmd") && !keys.includes("do"));
    assert.deepEqual(offered("stages:\n  a:\n    foreach: [1]\n    |\n"), ["do"]);
    assert.ok(offered("stages:\n  a:\n    foreach: [1]\n    do:\n      |\n").includes("cmd"));
  });

  it("of an output: its flags, and of a plot how it is drawn", () => {
    assert.deepEqual(offered("stages:\n  a:\n    outs:\n      - m.pkl:\n          cache: false\n          |\n"), [
      ..."desc type labels meta persist checkpoint remote push".split(" "),
    ]);
    assert.ok(offered("stages:\n  a:\n    plots:\n      - p.csv:\n          |\n").includes("x_label"));
    assert.deepEqual(offered("stages:\n  a:\n    outs:\n      - m.pkl:\n          cache: |\n"), ["true", "false"]);
  });

  it("asks the project for paths, parameters and values", () => {
    const stage = (rest: string) => `stages:\n  a:\n    cmd: x\n${rest}`;
    assert.deepEqual(at(stage("    deps:\n      - data/|\n"))?.wanted, { kind: "path", use: "dep", stage: "a" });
    assert.deepEqual(at(stage("    outs:\n    - |\n"))?.wanted, { kind: "path", use: "out", stage: "a" });
    assert.deepEqual(at(stage("    wdir: s|\n"))?.wanted, { kind: "path", use: "folder", stage: "a" });
    assert.deepEqual(at(stage("    params:\n      - l|\n"))?.wanted, { kind: "param", stage: "a" });
    assert.deepEqual(at(stage("    params:\n      - p.json:\n          - |\n"))?.wanted, {
      kind: "param",
      stage: "a",
      file: "p.json",
    });
    assert.deepEqual(at("stages:\n  a:\n    foreach: [1]\n    do:\n      cmd: x\n      deps: [|]\n")?.wanted, {
      kind: "path",
      use: "dep",
      stage: "a",
    });
    assert.deepEqual(at("metrics:\n  - |\n")?.wanted, { kind: "path", use: "file" });
  });

  it("between ${ and }: replaces the name and nothing else", () => {
    const { text, offset } = marked("stages:\n  a:\n    cmd: train --lr ${train.|lr} --x\n");
    const found = suggestionsAt("pipeline", text, offset);
    assert.deepEqual(found?.wanted, { kind: "values" });
    assert.equal(text.slice(found?.word.from, found?.word.to), "train.lr");
    assert.equal(at("stages:\n  a:\n    cmd: echo \\${x|\n")?.wanted?.kind, "command");
  });

  it("in a .dvc file: its own keys", () => {
    assert.deepEqual(offered("outs:\n- md5: abc\n  path: x\n|\n", "dvc").slice(0, 3), ["md5", "wdir", "deps"]);
    assert.ok(offered("outs:\n- md5: abc\n  |\n", "dvc").includes("cache"));
  });
});

describe("words on keys", () => {
  it("are of the file's kind, and none are said of names that people chose", () => {
    assert.equal(fileKind("/a/dvc.yaml"), "pipeline");
    assert.equal(fileKind("/a/x.csv.dvc"), "dvc");
    assert.equal(fileKind("/a/.dvc"), undefined);
    assert.match(wordsOfKey("pipeline", ["stages", "a"], "cmd") ?? "", /^What is run/);
    assert.match(wordsOfKey("dvc", ["outs", "[0]"], "md5") ?? "", /^The md5/);
    assert.equal(wordsOfKey("pipeline", ["stages"], "cmd"), undefined);
    assert.equal(wordsOfKey("lock", ["stages", "a", "params", "params.yaml"], "size"), undefined);
  });
});
