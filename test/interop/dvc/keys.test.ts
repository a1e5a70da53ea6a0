import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isList, isMap, mapOf } from "../../../src/core/dvc/mapKeys";
import type { Value } from "../../../src/core/dvc/values";
import { placedValues, plainValue } from "../../../src/core/yaml/placedValues";
import { hashOf } from "../../../src/runtime/pipeline/runCache";
import { type Dvc, startDvc } from "./dvc";

const pipeline = `stages:
  one:
    cmd: echo 1 > one.txt && mkdir -p dir && echo x > dir/ü.txt
    deps: [in.txt]
    params: [lr, whole, big, none, list, map]
    outs: [one.txt, dir]
  two:
    cmd: [cp one.txt two.txt, chmod +x two.txt, "echo {} > m.json"]
    deps: [one.txt, dir]
    params:
    - other.toml: [size, nfiles]
    outs: [two.txt]
    metrics: [m.json: {cache: false}]
  three:
    cmd: ./two.txt || cp two.txt three.txt
    deps: [two.txt]
    outs: [three.txt]
`;

describe("keys of dvc's run-cache", function () {
  this.timeout(120_000);
  let dvc: Dvc;
  before(async function () {
    dvc = await startDvc(this);
  });
  after(() => dvc?.stop());

  it("are what we make of the entries that dvc keeps", async () => {
    const cwd = await dvc.repository();
    writeFileSync(join(cwd, "dvc.yaml"), pipeline);
    writeFileSync(join(cwd, "in.txt"), "in");
    writeFileSync(
      join(cwd, "params.yaml"),
      "lr: 1.0e-05\nwhole: 2.0\nbig: 12345678901234567890\nnone:\nlist: [1, 'é', true, 1.5]\nmap: {b: 1, a: {size: 3}}\n",
    );
    writeFileSync(join(cwd, "other.toml"), "size = 3\nnfiles = 1.0\n");
    await dvc.ok(cwd, "repro", "-q");
    const runs = join(cwd, ".dvc/cache/runs");
    const files = readdirSync(runs, { recursive: true, encoding: "utf8" }).filter(
      (name) => name.split("/").length === 3,
    );
    assert.equal(files.length, 3);
    for (const file of files) {
      const [, key, value] = file.split("/");
      const read = await placedValues(readFileSync(join(runs, file), "utf8"));
      assert.ok("root" in read);
      const entry = plainValue(read.root);
      assert.equal(await hashOf(entry), value);
      assert.equal(await hashOf(withPathsOnly(entry)), key);
    }
  });
});

function withPathsOnly(entry: Value): Value {
  assert.ok(isMap(entry) && isList(entry.outs ?? null));
  const outs = (entry.outs as readonly Value[]).map((out) => (isMap(out) ? (out.path ?? null) : null));
  return mapOf(Object.entries({ ...entry, outs }));
}
