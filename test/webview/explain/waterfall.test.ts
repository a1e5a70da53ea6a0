import assert from "node:assert/strict";
import { decisionLine, decisionRows } from "../../../webview/explain/model/decision";
import { explainedOf } from "../../../webview/explain/model/explained";
import { type Part, reasonOf, waterfall } from "../../../webview/explain/model/waterfall";
import { chosenRow, firstOwn, type State } from "../../../webview/explain/state";
import { predictionText, sentence } from "../../../webview/explain/words";
import { churn } from "./scene";

const part = (feature: string, value: number, given = ""): Part => ({ feature, value, given, count: 1 });

function stateOf(row: number): State {
  const { page, numbers } = churn(500);
  const explained = explainedOf(page, numbers);
  return {
    explained,
    order: new Uint32Array(0),
    companions: new Map(),
    interactions: undefined,
    asked: undefined,
    isLoading: false,
    own: { ...firstOwn, row },
  };
}

describe("a waterfall", () => {
  it("goes from the base to the prediction, each bar from where the one before it ended", () => {
    for (const row of [0, 7, 499]) {
      const state = stateOf(row);
      const one = chosenRow(state);
      assert.ok(one);
      const steps = waterfall(one.base, one.parts, 9);
      assert.equal(steps.length, 9);
      assert.equal(steps[0]?.from, one.base);
      for (const [i, step] of steps.entries()) {
        assert.ok(Math.abs(step.to - step.from - step.value) < 1e-12);
        if (i > 0) assert.equal(step.from, steps[i - 1]?.to);
      }
      assert.ok(Math.abs((steps.at(-1)?.to ?? Number.NaN) - one.value) < 1e-5, "it ends at the prediction");
      assert.equal(steps.at(-1)?.count, one.parts.length - 8, "the last is all others together");
      const sizes = steps.slice(0, -1).map(({ value }) => Math.abs(value));
      assert.deepEqual(
        sizes,
        [...sizes].sort((a, b) => b - a),
      );
    }
  });

  it("has no bar for others where there are none", () => {
    const steps = waterfall(0, [part("a", 1), part("b", -3)], 9);
    assert.deepEqual(
      steps.map(({ feature, from, to }) => [feature, from, to]),
      [
        ["b", 0, -3],
        ["a", -3, -2],
      ],
    );
  });

  it("is told in a sentence: what it came to, and the fewest features that explain it", () => {
    const of = (base: number, parts: readonly Part[]) =>
      reasonOf(
        base,
        parts.reduce((sum, { value }) => sum + value, base),
        parts,
      );
    assert.deepEqual(
      of(0, [part("a", 2), part("b", 0.2), part("c", -0.1)]).parts.map(({ feature }) => feature),
      ["a"],
    );
    assert.equal(of(0, [part("a", 2), part("b", 0.2)]).strength, "most");
    assert.deepEqual(
      of(1, [part("a", -1), part("b", -0.9), part("c", 0.3), part("d", -0.8)]).parts.map(({ feature }) => feature),
      ["a", "b"],
      "those that go the way of the prediction",
    );
    const many = of(
      0,
      Array.from({ length: 20 }, (_, i) => part(`f${i}`, 0.1)),
    );
    assert.deepEqual([many.parts.length, many.strength], [3, "some"]);
    assert.equal(of(0.3, []).strength, "none");
  });

  it("names probabilities where the model gives them, and amounts elsewhere", () => {
    const state = stateOf(3);
    const one = chosenRow(state);
    assert.ok(one);
    const said = sentence(state.explained, one);
    assert.match(said.figure, /^[\d.]+\u2009%$/);
    assert.match(said.rest, /^for churn: .+ (explains?|weighs?) most( of it)?\.$/);
    const { link: _, ...page } = { ...state.explained.page, outputs: ["price"], output: "price" };
    const amount = sentence({ page }, { ...one, base: 20, value: 30, parts: [part("size", 9, "87"), part("age", 1)] });
    assert.deepEqual([amount.figure, amount.rest], ["30,", "10 above the base: size (87) explains most of it."]);
    assert.equal(predictionText({ ...page, space: "probability" }, 0.973), "97.3\u2009%");
  });
});

describe("a decision plot", () => {
  it("has a line from the base to the prediction, whatever of the features is shown", () => {
    const { explained } = stateOf(0);
    for (const shown of [21, 12, 1]) {
      const line = decisionLine(explained, shown, 42);
      assert.equal(line.length, shown + 1);
      assert.ok(Math.abs((line.at(-1) ?? Number.NaN) - (explained.predictions[42] as number)) < 1e-5);
    }
    assert.equal(decisionLine(explained, 21, 42)[0], explained.page.base_value);
  });

  it("draws some hundred rows from the lowest to the highest prediction, and the chosen one last", () => {
    const { page, numbers } = churn(5000);
    const explained = explainedOf(page, numbers);
    const rows = decisionRows(explained, 77);
    assert.ok(rows.length >= 300 && rows.length <= 301);
    assert.equal(rows.at(-1), 77);
    const drawn = rows.slice(0, -1).map((row) => explained.predictions[row] as number);
    assert.deepEqual(
      drawn,
      [...drawn].sort((a, b) => a - b),
    );
    assert.equal(drawn[0], Math.min(...explained.predictions));
  });
});
