import assert from "node:assert/strict";
import type { ChartSeries } from "../../src/shared/charts";
import { headline, isSmooth, labelsOf } from "../../webview/run/miniChart";
import { waterfallRows } from "../../webview/run/waterfallRows";

describe("the run page's small charts", () => {
  it("label an axis with three or four round numbers", () => {
    assert.deepEqual(labelsOf(0.745, 0.876), [0.75, 0.8, 0.85]);
    assert.deepEqual(labelsOf(-0.99, 0.91), [-0.5, 0, 0.5]);
    assert.deepEqual(labelsOf(0.23, 0.62), [0.3, 0.4, 0.5, 0.6]);
    assert.deepEqual(labelsOf(0, 6.2), [0, 2.5, 5]);
    for (const [low, high] of [
      [1e-9, 3e-9],
      [-5, 1e6],
      [99.99, 100.01],
      [0, 1],
    ] as const) {
      const { length } = labelsOf(low, high);
      assert.ok(length >= 2 && length <= 4, `${length} labels from ${low} to ${high}`);
    }
  });

  it("head a metric with its best where it is judged by it, the machine's with its peak, others with the last", () => {
    const series = { count: 3, max: { x: 2, y: 0.9 }, min: { x: 1, y: 0.1 } } as ChartSeries;
    assert.equal(headline("val/auc", series, 0.8).value, 0.9);
    assert.equal(headline("val/loss", series, 0.2).value, 0.2);
    assert.equal(headline("system/gpu_memory", series, 0.2).value, 0.9);
    assert.equal(headline("val/auc", undefined, 0.8).value, 0.8);
  });

  it("smooth neither learning rates nor what the machine did", () => {
    assert.deepEqual(["train/lr", "learning_rate", "system/cpu", "train/loss", "flr"].map(isSmooth), [
      false,
      false,
      false,
      true,
      true,
    ]);
  });
});

describe("the rows of a waterfall", () => {
  const span = (id: string, start: number, parent?: string) => ({
    id,
    name: id,
    type: "",
    status: "OK" as const,
    start,
    attributes: [],
    events: [],
    ...(parent === undefined ? {} : { parent }),
  });
  const rows = (...spans: ReturnType<typeof span>[]) =>
    waterfallRows(spans).map((row) => `${row.depth} ${row.span.id}`);

  it("stand before what they called, siblings by their start", () => {
    assert.deepEqual(rows(span("c", 5, "a"), span("a", 0), span("b", 1, "a"), span("d", 2, "b")), [
      "0 a",
      "1 b",
      "2 d",
      "1 c",
    ]);
  });

  it("leave out none whose parent is missing, itself, or below it", () => {
    assert.deepEqual(rows(span("a", 0, "gone"), span("b", 1, "b")), ["0 a", "0 b"]);
    assert.deepEqual(rows(span("x", 0), span("a", 1, "b"), span("b", 2, "a")).length, 3);
  });
});
