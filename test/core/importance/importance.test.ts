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
