import assert from "node:assert/strict";
import { outlineOfFile } from "../../../../src/core/dvc/editing/fileOutline";
import { namesIn, placeOfName } from "../../../../src/core/dvc/editing/placeOfName";
import { symbolAt } from "../../../../src/core/dvc/editing/symbolAt";
import { Lines } from "../../../../src/core/yaml/lines";
import { placedValues } from "../../../../src/core/yaml/placedValues";

const text = `vars:
  - more.yaml
stages:
  prep: # first
    wdir: src
    cmd: python prep.py --n \${split.n}
    deps: [raw.csv, "b c.txt"]
    params:
      - split.n
      - other.json:
          - deep.x
    outs:
      - out.csv  # what comes of it
      - model.pkl:
          cache: false
  each:
    foreach: [1, 2]
    do:
      cmd: echo \${item}
      deps:
        - data/\${item}
`;

/** What is pointed at, with the text under it. */
function pointed(word: string, within = word) {
  const symbol = symbolAt(text, text.indexOf(within) + within.indexOf(word) + 1);
  return symbol && { ...symbol, span: text.slice(symbol.span.from, symbol.span.to) };
}

describe("what somebody points at in dvc.yaml", () => {
  it("paths with what they are for", () => {
    const path = (said: string, use: string, span = said) => ({
      kind: "text",
      text: said,
      role: { kind: "path", use, stage: "prep" },
      span,
    });
    assert.deepEqual(pointed("raw.csv"), path("raw.csv", "dep"));
    assert.deepEqual(pointed('"b c.txt"'), path("b c.txt", "dep", '"b c.txt"'));
    assert.deepEqual(pointed("out.csv"), path("out.csv", "out"));
    assert.deepEqual(pointed("model.pkl"), path("model.pkl", "out"));
    assert.deepEqual(pointed("src", "wdir: src"), path("src", "folder"));
    assert.deepEqual(pointed("other.json"), path("other.json", "file"));
    assert.deepEqual(pointed("more.yaml")?.kind, "text");
  });

  it("parameters, names in ${}, stages and keys", () => {
    const param = {
      kind: "text",
      text: "deep.x",
      role: { kind: "param", stage: "prep", file: "other.json" },
      span: "deep.x",
    };
    assert.deepEqual(pointed("deep.x"), param);
    assert.deepEqual(pointed("split.n", "- split.n"), {
      kind: "text",
      text: "split.n",
      role: { kind: "param", stage: "prep" },
      span: "split.n",
    });
    assert.deepEqual(pointed("split.n", "${split.n}"), { kind: "expression", name: "split.n", span: "${split.n}" });
    assert.deepEqual(pointed("item", "data/${item}"), { kind: "expression", name: "item", span: "${item}" });
    assert.deepEqual(pointed("prep", "prep: #"), { kind: "text", text: "prep", role: { kind: "stage" }, span: "prep" });
    assert.deepEqual(pointed("cache"), {
      kind: "key",
      path: ["stages", "prep", "outs", "[1]", "model.pkl"],
      key: "cache",
      span: "cache",
    });
    assert.equal(symbolAt(text, text.indexOf("# first") + 2), undefined);
  });
});

describe("the outline of dvc's files", () => {
  it("lists stages with their commands, and groups as such", () => {
    const [vars, stages] = outlineOfFile("dvc.yaml", text);
    assert.equal(vars?.name, "vars");
    assert.deepEqual(
      stages?.children.map(({ name, kind, detail, whole }) => [
        name,
        kind,
        detail,
        text.slice(whole.from, whole.to).split("\n").length,
      ]),
      [
        ["prep", "stage", "python prep.py --n ${split.n}", 12],
        ["each", "group", "", 6],
      ],
    );
  });

  it("lists what a .dvc file tracks", () => {
    const [outs] = outlineOfFile("x.dvc", "outs:\n- md5: abc\n  path: x.csv\n- md5: abc\n  path: y z\n");
    assert.deepEqual(
      outs?.children.map(({ name, kind }) => [name, kind]),
      [
        ["x.csv", "file"],
        ["y z", "file"],
      ],
    );
  });
});

describe("names in a file of values", () => {
  const values = "lr: 1\ntrain:\n  deep:\n    x: 2\na.b:\n  c: 3\nlist:\n- x\n- y: 1\n";

  it("are found by their dots, also those with dots of their own", async () => {
    const read = await placedValues(values);
    if (!("root" in read)) return assert.fail("it reads");
    const line = (name: string) => placeOfName(read.root, name, new Lines(values))?.line;
    assert.deepEqual(["lr", "train.deep.x", "a.b.c", "list.1.y", "train.none", "lr.x"].map(line), [
      1,
      4,
      6,
      9,
      undefined,
      undefined,
    ]);
    assert.deepEqual(namesIn(read.root), ["lr", "train", "train.deep", "train.deep.x", "a.b", "a.b.c", "list"]);
  });
});
