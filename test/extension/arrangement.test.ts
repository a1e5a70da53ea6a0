import assert from "node:assert/strict";
import { parseFilter } from "../../src/core/search/filter";
import { runGrammar } from "../../src/core/search/grammar";
import { parseOrderBy } from "../../src/core/search/orderBy";
import {
  expandFilter,
  groupClause,
  isLowerBetter,
  orderOf,
  plain,
  readArrangement,
  withFilter,
} from "../../src/extension/runs/arrangement";

describe("how the view arranges runs", () => {
  it("a time that moves with the clock is asked for in milliseconds, and text in quotes stays", () => {
    const now = 1_000_000_000;
    assert.equal(expandFilter("start_time > now-24h", now), `start_time > ${now - 86_400_000}`);
    assert.equal(expandFilter("params.a = 'now-24h' and tags.`now-1d` = \"now-5m\"", now).includes(String(now)), false);
    assert.equal(expandFilter("params.now-24hours = '1'", now), "params.now-24hours = '1'");
  });

  it("the runs of a group are found whatever its name and value hold", () => {
    for (const [by, value] of [
      ["status", "FAILED"],
      ["script", "it's `train`.py"],
      ["params.a b.c", "6"],
      ["tags.te`am", "x\"y'z"],
      ["params.depth", undefined],
    ] as const) {
      const [clause, ...others] = parseFilter(runGrammar, groupClause(by, value));
      assert.equal(others.length, 0, by);
      assert.equal(clause?.key, by === "script" ? "mlflow.source.name" : by.replace(/^(params|tags)\./, ""), by);
      if (value === undefined) assert.equal(clause?.comparator, "IS NULL");
      else assert.equal(clause?.value, value, by);
    }
  });

  it("the best metric is the lowest where less is better", () => {
    assert.deepEqual(
      parseOrderBy(runGrammar, [orderOf("best", "val/loss") ?? ""]).map(({ key, ascending }) => [key, ascending]),
      [["val/loss", true]],
    );
    assert.deepEqual(
      parseOrderBy(runGrammar, [orderOf("best", "val_auc") ?? ""]).map(({ key, ascending }) => [key, ascending]),
      [["val_auc", false]],
    );
    for (const name of ["val_loss", "test/RMSE", "eval.error"]) assert.equal(isLowerBetter(name), true, name);
    for (const name of ["val_auc", "glossary_hits", "f1", "accuracy"]) assert.equal(isLowerBetter(name), false, name);
  });

  it("keeps the last filters, the last one first, none twice", () => {
    let arrangement = plain;
    for (let i = 0; i < 12; i++) arrangement = withFilter(arrangement, `params.a = '${i % 10}'`);
    assert.equal(arrangement.recent.length, 8);
    assert.deepEqual(arrangement.recent.slice(0, 2), ["params.a = '1'", "params.a = '0'"]);
    assert.equal(withFilter(arrangement, "").filter, "");
    assert.equal(withFilter(arrangement, "").recent.length, 8);
  });

  it("what another version kept is read as far as it goes, or not at all", () => {
    assert.deepEqual(readArrangement({ filter: "a", later: 1 }, ""), { ...plain, filter: "a" });
    assert.deepEqual(readArrangement(undefined, ""), plain);
    assert.throws(() => readArrangement({ sort: "by weather" }, ""));
  });
});
