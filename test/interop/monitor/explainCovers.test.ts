import assert from "node:assert/strict";
import { join } from "node:path";
import { prepareTables } from "../../../src/runtime/explain/explainTables";
import { readFrame } from "../../../src/runtime/kernel/frames/readFrame";
import { rootAbove } from "../../cli/tidemark";
import { type Peer, startPeer } from "./peer";

interface Told {
  readonly name: string;
  readonly folder: string;
  readonly values: number[][][];
  readonly base: number[];
}

describe("models of trees that tidemark convert wrote", function () {
  this.timeout(180_000);
  let peer: Peer;

  before(async function () {
    peer = await startPeer(this);
  });
  after(() => peer?.stop());

  it("say what came to each node in training: path-dependent values are shap's, without any data", async () => {
    const converter = join(rootAbove(__dirname), "src/runtime/serving/convert/python");
    const told = await peer.call<Told[]>("explainCovers", "make", { folder: peer.home, converter });
    assert.ok(told.length >= 14);
    const wrong: string[] = [];
    for (const { name, folder, values, base } of told) {
      const data = { frame: await readFrame(join(folder, "data.parquet")), place: "data" };
      const model = { path: join(folder, "model.onnx"), name: "model", version: "1" };
      const { prepared, rows } = await prepareTables({ model, data, method: "auto", space: "raw" });
      const ours = await prepared.explain(rows);
      const scale = Math.max(...values.flat(2).map(Math.abs));
      const gaps = [
        [ours.values, values.flat(2)],
        [ours.base, base],
      ].map(([a, b]) => Math.max(...(b as number[]).map((each, i) => Math.abs(each - Number(a?.[i])))) / scale);
      if (prepared.method !== "tree_path_dependent" || prepared.notes.length > 0)
        wrong.push(`${name}: ${prepared.method} ${prepared.notes}`);
      if (ours.values.length !== values.flat(2).length || !gaps.every((gap) => gap < 1e-4))
        wrong.push(`${name}: ${gaps}`);
    }
    assert.deepEqual(wrong, []);
  });
});
