import assert from "node:assert/strict";
import { readValueFile } from "../../../../src/core/dvc/pipeline/files/valueFile";
import { findParam } from "../../../../src/core/dvc/pipeline/params/findParam";
import { type Value, WholeFloat } from "../../../../src/core/dvc/values";

async function read(file: string, text: string): Promise<Value> {
  const found = await readValueFile(file, text);
  if ("fault" in found) throw new Error(`${found.fault.place.line}:${found.fault.place.column} ${found.fault.message}`);
  return found.value;
}

describe("a file of values", () => {
  it("is read by its ending, numbers as Python has them", async () => {
    assert.deepEqual(await read("a.yaml", "a: 1.0\nb: 0o17\nc: 1_000\nd: yes\n"), {
      a: new WholeFloat(1),
      b: 15,
      c: 1000,
      d: "yes",
    });
    assert.deepEqual(await read("a.json", '{"a": 1e2, "b": 12345678901234567890}'), {
      a: new WholeFloat(100),
      b: 12345678901234567890n,
    });
    assert.deepEqual(await read("a.toml", "a = 2.0\n[b]\nc = [1, 2.5]\n"), {
      a: new WholeFloat(2),
      b: { c: [1, 2.5] },
    });
  });

  it("is read of Python as far as it holds plain values", async () => {
    const text = `import os
x = 1
y: float = -2.5  # half
z = os.environ
t = (1, 'a' "b")
d = {'k': [True, None],
     'l': {}}
class Model:
    depth = 0x10
    class Inner: width = 3
    def __init__(self):
        self.seed = 1_000
        other = 2
        if depth:
            self.hidden = 3
    def run(self):
        self.no = 1
def f():
    inside = 1
`;
    assert.deepEqual(await read("a.py", text), {
      x: 1,
      y: -2.5,
      t: [1, "ab"],
      d: { k: [true, null], l: {} },
      Model: { depth: 16, Inner: { width: 3 }, seed: 1000 },
    });
  });

  it("says where it does not read", async () => {
    await assert.rejects(read("a.yaml", "a: 1\nb: 2\na: 3\n"), /3:1 the key 'a' stands twice/);
    await assert.rejects(read("a.json", '{"a": 1,\n "b" 2}'), /2:6 expected ':'/);
    await assert.rejects(read("a.toml", "a = 1\nb = \n"), /2:/);
    await assert.rejects(read("a.py", "a = 1\nb = [1,\n"), /2:5 '\[' is never closed/);
  });

  it("gives parameters by dotted names, positions and patterns", async () => {
    const value = await read("a.yaml", "a: {b: [1, {c: 2}]}\nlong_name: 3\n");
    assert.equal(findParam(value, "a.b.1.c"), 2);
    assert.equal(findParam(value, "a.b.-2"), 1);
    assert.equal(findParam(value, "long_*"), 3);
    assert.equal(findParam(value, "a.x"), undefined);
  });
});
