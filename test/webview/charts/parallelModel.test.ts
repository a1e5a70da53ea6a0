import assert from "node:assert/strict";
import {
  brushedLines,
  draggedBrush,
  gripAt,
  liesOnLog,
  moved,
  placeAxis,
  sayBrush,
} from "../../../webview/charts/parallelModel";

const axis = (values: readonly (number | string | undefined)[], direction: "higher" | "lower" | "none" = "none") =>
  placeAxis({ key: "k", label: "k", values, direction });
const round = (shares: Float32Array) => Array.from(shares, (share) => Math.round(share * 100) / 100);

describe("axes of parallel coordinates", () => {
  it("lay numbers out evenly, and rates and powers by their factors", () => {
    assert.deepEqual(round(axis([1, 2, 3]).shares), [0, 0.5, 1]);
    const rates = axis([0.001, 0.01, 0.1]);
    assert.equal(rates.kind, "log");
    assert.deepEqual(round(rates.shares), [0, 0.5, 1]);
    assert.ok(liesOnLog([64, 128, 256, 512]), "batch sizes");
    assert.ok(!liesOnLog([4, 6, 8, 10]), "depths");
    assert.ok(!liesOnLog([0, 0.001, 1]), "zero has no logarithm");
  });

  it("are turned where lower is better, so that up is good", () => {
    assert.deepEqual(round(axis([0.2, 0.3], "lower").shares), [1, 0]);
  });

  it("stand texts in the order of people, and leave a line without a value out", () => {
    const texts = axis(["v10", "v2", undefined, "v2"]);
    assert.equal(texts.kind, "category");
    assert.deepEqual(round(texts.shares), [1, 0, Number.NaN, 0]);
    assert.deepEqual(
      texts.ticks.map(({ label }) => label),
      ["v2", "v10"],
    );
    assert.ok(Number.isNaN(axis([1, Number.NaN]).shares[1]));
  });

  it("put one value in the middle, and no label on another", () => {
    assert.deepEqual(round(axis([5, 5]).shares), [0.5, 0.5]);
    const { ticks } = axis([1, 1.001, 2]);
    assert.deepEqual(
      ticks.map(({ label }) => label),
      ["1", "2"],
    );
  });
});

describe("brushes", () => {
  const auc = placeAxis({ key: "auc", label: "auc", values: [0.8, 0.9, 1, undefined], direction: "higher" });
  const loss = placeAxis({ key: "loss", label: "loss", values: [0.1, 0.2, 0.3, 0.4], direction: "lower" });
  const through = (brushes: Record<string, { from: number; to: number }[]>) => {
    const found = brushedLines([auc, loss], new Map(Object.entries(brushes)), 4);
    return found && Array.from(found);
  };

  it("let through what lies in one of an axis and in some of every axis; what has no value lies nowhere", () => {
    assert.equal(through({}), undefined);
    assert.deepEqual(through({ auc: [{ from: 0.4, to: 1 }] }), [0, 1, 1, 0]);
    assert.deepEqual(
      through({
        auc: [
          { from: 0, to: 0.1 },
          { from: 0.9, to: 1 },
        ],
      }),
      [1, 0, 1, 0],
    );
    assert.deepEqual(through({ auc: [{ from: 0.4, to: 1 }], loss: [{ from: 0.6, to: 1 }] }), [0, 1, 0, 0]);
  });

  it("say what they ask for, as the values stand and not as the axis is turned", () => {
    assert.equal(sayBrush(auc, { from: 0.5, to: 1 }), "auc ≥ 0.9");
    assert.equal(sayBrush(loss, { from: 0.5, to: 1 }), "loss ≤ 0.25");
    assert.equal(sayBrush(auc, { from: 0.25, to: 0.5 }), "auc 0.85 – 0.9");
    const model = placeAxis({ key: "model", label: "model", values: ["ft", "mlp"] });
    assert.equal(sayBrush(model, { from: 0.9, to: 1 }), "model mlp");
  });

  it("are taken by an end or as a whole, and stay on the axis", () => {
    const brushes = [{ from: 0.2, to: 0.6 }];
    assert.deepEqual(gripAt(brushes, 0.59, 0.03), { at: 0, part: "to" });
    assert.deepEqual(gripAt(brushes, 0.4, 0.03), { at: 0, part: "all" });
    assert.equal(gripAt(brushes, 0.9, 0.03), undefined);
    assert.deepEqual(draggedBrush({ from: 0.2, to: 0.6 }, "all", 0.9), { from: 0.6000000000000001, to: 1 });
    assert.deepEqual(draggedBrush({ from: 0.2, to: 0.6 }, "from", 0.5), { from: 0.6, to: 0.7 });
  });

  it("axes change places", () => {
    assert.deepEqual(moved(["a", "b", "c"], "c", 0), ["c", "a", "b"]);
    assert.deepEqual(moved(["a", "b", "c"], "a", 1), ["b", "a", "c"]);
  });
});
