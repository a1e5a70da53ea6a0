import assert from "node:assert/strict";
import { importanceOf, spearman } from "../../../src/core/importance/importance";

/** A sweep: the metric falls with the distance of lr from 0.003, a little with depth, and not at all with seed. */
function sweep(runs: number) {
  const pick = <T>(values: readonly T[], i: number): T => values[i % values.length] as T;
  const rows = Array.from({ length: runs }, (_, i) => {
    const lr = pick([0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03], i * 7);
    const depth = pick([4, 6, 8, 10], Math.floor(i / 6));
    const optimizer = pick(["adam", "sgd", "lion"], Math.floor(i / 24));
    const noise = Math.sin(i * 12.9898) * 0.001;
    const auc = 0.9 - 0.02 * Math.abs(Math.log10(lr / 0.003)) - 0.001 * (10 - depth) + noise;
    return { lr: String(lr), depth: String(depth), optimizer, seed: String((i * 7919) % 101), constant: "1", auc };
  });
  const column = (key: "lr" | "depth" | "optimizer" | "seed" | "constant") => ({
    key,
    values: rows.map((row) => row[key]),
  });
  return { params: [column("seed"), column("optimizer"), column("depth"), column("lr"), column("constant")], rows };
}

describe("importance of params", () => {
  it("finds what decides, and in what order", () => {
    const { params, rows } = sweep(150);
    const found = importanceOf(
      params,
      rows.map(({ auc }) => auc),
    );
    assert.deepEqual(
      found?.params.slice(0, 2).map(({ key }) => key),
      ["lr", "depth"],
    );
    const share = (key: string) => found?.params.find((each) => each.key === key)?.share ?? 0;
    assert.ok(share("lr") > 2 * share("depth"), `lr ${share("lr")}, depth ${share("depth")}`);
    assert.ok(share("seed") < 0.1 && share("optimizer") < 0.1);
    assert.ok((found?.explained ?? 0) > 0.7, `explained ${found?.explained}`);
    assert.equal(
      found?.params.find(({ key }) => key === "constant"),
      undefined,
    );
  });

  it("a text of its own for each run explains nothing", () => {
    const { params, rows } = sweep(150);
    const folder = { key: "output_dir", values: rows.map((_, i) => `outputs/${(i * 7919) % 1009}`) };
    const batch = { key: "batch", values: rows.map((_, i) => `group-${(i * 7919) % 37}`) };
    const found = importanceOf(
      [folder, batch, ...params],
      rows.map(({ auc }) => auc),
    );
    const share = (key: string) => found?.params.find((each) => each.key === key)?.share ?? 0;
    assert.equal(found?.params[0]?.key, "lr");
    assert.ok(share("output_dir") < 0.01, `output_dir ${share("output_dir")}`);
    assert.ok(share("batch") < 0.1, `batch ${share("batch")}`);
  });

  it("chance alone is not explained, in whatever words", () => {
    const values = Array.from({ length: 120 }, (_, i) => `name-${(i * 31) % 24}`);
    const found = importanceOf(
      [{ key: "name", values }],
      values.map((_, i) => Math.sin(i * 12.9898) * 43758.5453 - Math.floor(Math.sin(i * 12.9898) * 43758.5453)),
    );
    assert.ok((found?.explained ?? 1) < 0.1, `explained ${found?.explained}`);
  });

  it("texts that decide are found, and so is a number that some runs lack", () => {
    const { params, rows } = sweep(150);
    const model = rows.map((_, i) => ["xgb", "mlp", "forest"][(i * 7) % 3] as string);
    const metric = rows.map(({ auc }, i) => auc + (model[i] === "mlp" ? 0.2 : 0));
    const some = params.map(({ key, values }) => ({
      key,
      values: values.map((value, i) => (i === 5 ? undefined : value)),
    }));
    const found = importanceOf([...some, { key: "model", values: model }], metric);
    assert.equal(found?.params[0]?.key, "model");
    const lr = importanceOf(
      some,
      rows.map(({ auc }) => auc),
    )?.params[0];
    assert.equal(lr?.key, "lr");
    assert.ok(lr?.correlation !== undefined && !Number.isNaN(lr.correlation));
  });

  it("sees through a few runs that went wrong", () => {
    const { params, rows } = sweep(150);
    const found = importanceOf(
      params,
      rows.map(({ auc }, i) => (i % 40 === 7 ? 0.5 : auc)),
    );
    assert.equal(found?.params[0]?.key, "lr");
    assert.ok((found?.explained ?? 0) > 0.4, `explained ${found?.explained}`);
  });

  it("is the same each time", () => {
    const { params, rows } = sweep(60);
    const metric = rows.map(({ auc }) => auc);
    assert.deepEqual(importanceOf(params, metric), importanceOf(params, metric));
  });

  it("leaves runs without the metric out, and says nothing about a few", () => {
    const { params, rows } = sweep(40);
    const metric = rows.map(({ auc }, i) => (i % 2 ? auc : i % 4 ? Number.NaN : undefined));
    assert.equal(importanceOf(params, metric)?.runs, 20);
    assert.equal(importanceOf(params, metric.slice(0, 8)), undefined);
  });

  it("explains nothing where there is nothing to explain", () => {
    const { params } = sweep(60);
    const found = importanceOf(params, params[0]?.values.map(() => 1) ?? []);
    assert.equal(found?.explained, 0);
  });

  it("correlates by rank, ties shared", () => {
    assert.equal(spearman([1, 2, 3, 4], [10, 100, 1000, 10_000]), 1);
    assert.equal(spearman([1, 2, 3, 4], [4, 3, 2, 1]), -1);
    // scipy.stats.spearmanr([1, 2, 2, 3, 5], [2, 1, 4, 3, 5])
    assert.ok(Math.abs(spearman([1, 2, 2, 3, 5], [2, 1, 4, 3, 5]) - 0.6668859288553503) < 1e-12);
  });
});
