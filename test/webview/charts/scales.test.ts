import assert from "node:assert/strict";
import { valueEnds } from "../../../webview/charts/extent";
import { firstAtLeast, readAt } from "../../../webview/charts/find";
import { rampColour } from "../../../webview/charts/ramp";
import { createScale, scaled, shifted, within } from "../../../webview/charts/scales";
import { linearTicks, logTicks } from "../../../webview/charts/ticks";

describe("scales of charts", () => {
  it("go from values to pixels and back, and have no place for zero on a log axis", () => {
    const y = createScale({ from: 0, to: 10 }, 100, 0);
    assert.deepEqual([y.pixel(0), y.pixel(10), y.value(50)], [100, 0, 5]);
    const log = createScale({ from: 0.01, to: 1 }, 0, 200, true);
    assert.equal(Math.round(log.pixel(0.1)), 100);
    assert.ok(Number.isNaN(log.pixel(0)));
    assert.ok(!createScale({ from: 0, to: 1 }, 0, 1, true).isLog, "ends that have no logarithm");
  });

  it("zoom around the pointer, pan, and never leave what there is", () => {
    assert.deepEqual(scaled({ from: 0, to: 100 }, 25, 0.5, false), { from: 12.5, to: 62.5 });
    assert.deepEqual(shifted({ from: 0, to: 10 }, 0.5, false), { from: 5, to: 15 });
    assert.deepEqual(within({ from: 90, to: 120 }, { from: 0, to: 100 }, false), { from: 70, to: 100 });
    assert.equal(within({ from: -10, to: 120 }, { from: 0, to: 100 }, false), undefined, "all of it");
  });

  it("label with round numbers of one precision", () => {
    const labels = (ticks: readonly { label: string }[]) => ticks.map(({ label }) => label);
    assert.deepEqual(labels(linearTicks({ from: 0.84, to: 0.88 }, 5)), ["0.84", "0.85", "0.86", "0.87", "0.88"]);
    assert.deepEqual(labels(logTicks({ from: 0.0003, to: 0.01 }, 5)), ["0.0005", "0.001", "0.002", "0.005", "0.01"]);
  });

  it("leave outliers out, but never the better end", () => {
    const y = Float64Array.from({ length: 200 }, (_, i) => (i === 5 ? 1000 : 0.5 + i / 1000));
    const x = Float64Array.from(y, (_, i) => i);
    const wish = { view: { from: 0, to: 200 }, isLog: false, direction: "lower" } as const;
    assert.ok((valueEnds([{ x, y }], { ...wish, clips: true })?.to ?? 0) < 1);
    assert.ok((valueEnds([{ x, y }], { ...wish, clips: false })?.to ?? 0) >= 1000);
  });

  it("read a line where it is, and nothing beyond its ends", () => {
    const x = [0, 10, 20];
    assert.deepEqual([firstAtLeast(x, 10), firstAtLeast(x, 11), firstAtLeast(x, 99)], [1, 2, 3]);
    assert.deepEqual([readAt(x, 14, 1), readAt(x, 40, 1), readAt(x, 20.5, 1)], [1, -1, 2]);
  });

  it("mix the colours of a ramp", () => {
    const ramp = ["rgb(0, 0, 0)", "rgb(100, 0, 200)", "rgb(200, 200, 200)"];
    assert.equal(rampColour(ramp, 0.25), "rgb(50, 0, 100)");
    assert.equal(rampColour(ramp, 1), "rgb(200, 200, 200)");
    assert.equal(rampColour(ramp, 7), "rgb(200, 200, 200)");
  });
});
