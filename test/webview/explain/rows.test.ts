import assert from "node:assert/strict";
import { cohortsOf } from "../../../webview/explain/model/cohorts";
import { explainedOf } from "../../../webview/explain/model/explained";
import { findRows, orderRows } from "../../../webview/explain/model/findRows";
import { strongestCompanion } from "../../../webview/explain/model/interaction";
import { colourSpan, quantilesOf } from "../../../webview/explain/model/quantiles";
import { sortedRows } from "../../../webview/explain/model/sortedRows";
import { chance, churn } from "./scene";

const { page, numbers } = churn(800);
const explained = explainedOf({ ...page, requests: Array.from({ length: 800 }, (_, i) => `req-${i}`) }, numbers);
const feature = (name: string) => {
  const found = explained.features.find((each) => each.name === name);
  assert.ok(found);
  return found;
};
const words = { prediction: "prediction", notNumber: (text: string) => `${text} is no number` };
const found = (query: string) => {
  const answer = findRows(explained, query, words);
  assert.ok("rows" in answer, JSON.stringify(answer));
  return answer.rows;
};

describe("rows of an explanation", () => {
  it("are found by number, by request, by word, and by comparisons", () => {
    assert.equal(found("").length, 800);
    assert.deepEqual(found("#17"), [16]);
    assert.deepEqual(found("req-799"), [799]);
    const tenure = feature("tenure");
    assert.deepEqual(
      found("tenure < 5"),
      [...tenure.given.keys()].filter((row) => (tenure.given[row] as number) < 5),
    );
    const contract = feature("contract");
    const two = found("contract = Two Year and Prediction > -1");
    assert.ok(two.length > 0);
    for (const row of two) {
      assert.equal(contract.words?.[contract.given[row] as number], "two year");
      assert.ok((explained.predictions[row] as number) > -1);
    }
    assert.equal(found("contract = two year").length + found("contract != two year").length, 800);
    assert.deepEqual(found("fiber").length, found("internet_service = fiber").length);
    assert.deepEqual(findRows(explained, "tenure < five", words), { fault: "five is no number" });
  });

  it("are sorted by prediction and by distance from the base, equal ones by number", () => {
    const all = [...explained.predictions.keys()];
    const values = (rows: readonly number[]) => rows.map((row) => explained.predictions[row] as number);
    const up = values(orderRows(all, { by: "prediction", isDown: false }, explained));
    assert.deepEqual(
      up,
      [...up].sort((a, b) => a - b),
    );
    const down = values(orderRows(all, { by: "prediction", isDown: true }, explained));
    assert.deepEqual(down, [...up].reverse());
    const keys = [3, -1, 0, -0.5, 3, 1e-20, -2e30, Number.POSITIVE_INFINITY];
    const rows = [...sortedRows([...keys.keys()], (row) => keys[row] as number)];
    assert.deepEqual(rows, [6, 1, 3, 2, 5, 0, 4, 7]);
    assert.deepEqual([...sortedRows([0, 4, 1], (row) => keys[row] as number, true)], [0, 4, 1]);
  });
});

describe("cohorts", () => {
  const say = { missing: "missing", others: "others", number: (value: number) => value.toFixed(1) };

  it("by a word part all rows, and their means are those of the rows", () => {
    const contract = feature("contract");
    const cohorts = cohortsOf(explained, contract, say);
    assert.deepEqual(cohorts.map(({ label }) => label).sort(), ["month-to-month", "one year", "two year"]);
    assert.equal(
      cohorts.reduce((sum, { rows }) => sum + rows, 0),
      800,
    );
    const one = cohorts.find(({ label }) => label === "one year");
    const rows = found("contract = one year");
    const tenure = feature("tenure");
    const mean = rows.reduce((sum, row) => sum + Math.abs(tenure.values[row] as number), 0) / rows.length;
    assert.ok(one && Math.abs((one.meanAbs[tenure.place] as number) - mean) < 1e-6);
    assert.equal(one.rows, rows.length);
  });

  it("by a number of many values are its quarters, with the missing apart; by a prediction too", () => {
    const charges = cohortsOf(explained, feature("total_charges"), say);
    assert.equal(charges.length, 5);
    assert.equal(charges.at(-1)?.label, "missing");
    for (const { rows } of charges.slice(0, 4)) assert.ok(rows > 150 && rows < 250, `${rows}`);
    const predicted = cohortsOf(explained, "prediction", say);
    const means = predicted.map(({ meanPrediction }) => meanPrediction);
    assert.equal(means.length, 4);
    assert.deepEqual(
      means,
      [...means].sort((a, b) => a - b),
    );
  });
});

describe("what goes along with a feature", () => {
  it("is the feature whose values part its SHAP values where its own are the same", () => {
    assert.equal(strongestCompanion(explained, feature("tenure"))?.name, "contract");
  });

  it("has its low and high where most values lie, not at single far ones", () => {
    const random = chance(1);
    const values = Float32Array.from({ length: 20_000 }, (_, i) => (i === 7 ? 1e6 : random()));
    const { from, to } = colourSpan(values);
    assert.ok(from > 0.03 && from < 0.07 && to > 0.93 && to < 0.97, `${from} ${to}`);
    assert.deepEqual(colourSpan(Float32Array.of(2, 2, Number.NaN)), { from: 2, to: 2 });
    assert.equal(quantilesOf(Float32Array.of(Number.NaN), [0.5]), undefined);
  });
});
