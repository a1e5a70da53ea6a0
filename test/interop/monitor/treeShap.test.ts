import assert from "node:assert/strict";
import { readModel } from "../../../src/core/onnx/readModel";
import { readNodeAttributes } from "../../../src/core/trees/nodeAttributes";
import { countCovers } from "../../../src/core/trees/shap/countCovers";
import { readShapForest, type ShapForest } from "../../../src/core/trees/shap/shapForest";
import { createTreeExplainer, type Rows } from "../../../src/core/trees/shap/treeExplainer";
import { type Peer, startPeer } from "./peer";

interface Values {
  readonly base: readonly number[];
  readonly values: readonly number[];
}

interface Case {
  readonly name: string;
  readonly model: string;
  readonly isStored: boolean;
  readonly train: string;
  readonly rows: string;
  readonly background: string;
  readonly raw: readonly number[];
  readonly pathDependent: Values;
  readonly interventional: Values;
  readonly interactions: readonly number[] | null;
}

const columns = 7;
const names = [
  "decision tree",
  "decision tree without a limit",
  "decision tree of two targets",
  "decision tree of two classes",
  "decision tree of three classes",
  "stump",
  "random forest",
  "random forest without bootstrap",
  "random forest of two classes",
  "random forest of three classes",
  "extra trees",
  "extra trees of three classes",
  "gradient boosting",
  "gradient boosting of two classes",
  "xgboost",
  "xgboost, values missing",
  "xgboost of two classes",
  "xgboost of two classes, values missing",
  "xgboost of three classes",
  "lightgbm",
  "lightgbm, values missing",
  "lightgbm of two classes",
  "lightgbm of three classes",
];

describe("SHAP values of trees and shap's own", () => {
  let peer: Peer;
  let cases: Map<string, Case>;

  before(async function () {
    peer = await startPeer(this);
    const made = await peer.call<Case[]>("treeShapModels", "cases", null);
    cases = new Map(made.map((each) => [each.name, each]));
    assert.deepEqual([...cases.keys()], names);
  });
  after(() => peer?.stop());

  for (const name of names) {
    it(`${name}: path-dependent`, () => {
      const each = get(name);
      const forest = forestOf(each);
      assert.equal(forest.covers !== undefined, each.isStored);
      const explainer = createTreeExplainer(forest, { covers: coversOf(each, forest) });
      const found = explainer.explain(rowsOf(each.rows));
      agree(found.values, each.pathDependent.values);
      agree(explainer.baseValues, each.pathDependent.base);
      agree(found.predictions, each.raw);
      assert.equal(explainer.method, "tree_path_dependent");
    });

    it(`${name}: interventional`, () => {
      const each = get(name);
      const explainer = createTreeExplainer(forestOf(each), { background: rowsOf(each.background) });
      const found = explainer.explain(rowsOf(each.rows));
      agree(found.values, each.interventional.values);
      agree(explainer.baseValues, each.interventional.base);
      agree(found.predictions, each.raw);
      assert.equal(explainer.method, "interventional");
    });

    it(`${name}: one row, and as many as take tables`, () => {
      const each = get(name);
      const forest = forestOf(each);
      const few = rowsOf(each.rows);
      const many = repeated(few, 40);
      for (const [options, wanted] of [
        [{ covers: coversOf(each, forest) }, each.pathDependent],
        [{ background: rowsOf(each.background) }, each.interventional],
      ] as const) {
        const explainer = createTreeExplainer(forest, options);
        const width = columns * forest.outputs;
        agree(explainer.explainOne(few.values.subarray(0, columns)).values, wanted.values.slice(0, width));
        const all = explainer.explain(many).values;
        for (const time of [0, 17, 39])
          agree(all.subarray(time * wanted.values.length, (time + 1) * wanted.values.length), wanted.values);
      }
    });

    // shap gives none for LightGBM
    if (!name.startsWith("lightgbm"))
      it(`${name}: interactions`, () => {
        const each = get(name);
        const forest = forestOf(each);
        const explainer = createTreeExplainer(forest, { covers: coversOf(each, forest) });
        const few = rowsOf(each.rows, 8);
        const wanted = each.interactions as readonly number[];
        agree(explainer.interactions(few).values, wanted);
        const many = explainer.interactions(repeated(few, 200)).values;
        for (const time of [0, 199]) agree(many.subarray(time * wanted.length, (time + 1) * wanted.length), wanted);
      });
  }

  it("trees whose paths test more features than a table could hold", async () => {
    const each = await peer.call<Case>("treeShapModels", "deep", null);
    const forest = forestOf(each);
    assert.ok(mostDistinct(forest) > 14, `${mostDistinct(forest)} features on a path`);
    const rows = rowsOf(each.rows, undefined, 40);
    const train = rowsOf(each.train, undefined, 40);
    const covers = countCovers(forest, train.values, train.count, train.stride);
    const explainer = createTreeExplainer(forest, { covers });
    const found = explainer.explain(rows);
    agree(found.values, each.pathDependent.values);
    agree(explainer.baseValues, each.pathDependent.base);
    agree(found.predictions, each.raw);
    const background = rowsOf(each.background, undefined, 40);
    agree(createTreeExplainer(forest, { background }).explain(rows).values, each.interventional.values);
    agree(explainer.interactions(rowsOf(each.rows, 5, 40)).values, each.interactions as readonly number[]);
  });

  function get(name: string): Case {
    return cases.get(name) as Case;
  }
});

function forestOf({ model }: Case): ShapForest {
  const bytes = Buffer.from(model, "base64");
  const source = { size: bytes.length, read: (from: number, length: number) => bytes.subarray(from, from + length) };
  const node = readModel(source).nodes.find(({ operation }) => operation.startsWith("TreeEnsemble"));
  assert.ok(node);
  const forest = readShapForest(readNodeAttributes(bytes.subarray(node.span.from, node.span.to)));
  assert.ok(forest);
  return forest;
}

function coversOf({ train }: Case, forest: ShapForest): Float64Array {
  const { values, count, stride } = rowsOf(train);
  return forest.covers ?? countCovers(forest, values, count, stride);
}

function rowsOf(packed: string, most = Number.POSITIVE_INFINITY, features = columns): Rows {
  const bytes = Buffer.from(packed, "base64");
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const count = Math.min(most, values.length / features);
  return { values: values.subarray(0, count * features), count, stride: features };
}

function mostDistinct({ roots, left, right, feature }: ShapForest): number {
  const below = (node: number, seen: ReadonlySet<number>): number => {
    if (left[node] === -1) return seen.size;
    const more = new Set(seen).add(feature[node] as number);
    return Math.max(below(left[node] as number, more), below(right[node] as number, more));
  };
  return Math.max(...Array.from(roots, (root) => below(root, new Set())));
}

function repeated({ values, count, stride }: Rows, times: number): Rows {
  const all = new Float32Array(values.length * times);
  for (let time = 0; time < times; time++) all.set(values, time * values.length);
  return { values: all, count: count * times, stride };
}

/** To 1e-4 of the largest: shap sums in 32 bits here and there. */
function agree(found: ArrayLike<number>, wanted: readonly number[]): void {
  assert.equal(found.length, wanted.length);
  const scale = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
  let [worst, place] = [0, 0];
  for (const [i, value] of wanted.entries()) {
    const distance = Math.abs((found[i] as number) - value);
    if (!(distance <= worst)) [worst, place] = [distance, i];
  }
  const said = `number ${place} is ${found[place]} and not ${wanted[place]}`;
  assert.ok(worst <= 1e-4 * scale, said);
}
