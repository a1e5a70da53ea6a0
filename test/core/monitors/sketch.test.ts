import assert from "node:assert/strict";
import { measureDrift } from "../../../src/core/drift/measureDrift";
import { columnOfValues } from "../../../src/core/frame/columnOfValues";
import {
  addNumber,
  createNumberSketch,
  mergeNumbers,
  numberDoc,
  numberSketchOf,
  quantileOf,
  spread,
} from "../../../src/core/monitors/sketch/numberSketch";
import { addText, createTextSketch, mergeTexts } from "../../../src/core/monitors/sketch/textSketch";
import {
  createTraffic,
  mergeTraffic,
  type Traffic,
  trafficDoc,
  trafficOf,
} from "../../../src/core/monitors/sketch/traffic";
import { frameOfTraffic } from "../../../src/core/monitors/sketch/trafficFrame";

/** The same numbers each time. */
function randoms(count: number, seed = 1): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  });
}
const sketchOf = (values: readonly number[]) => {
  const sketch = createNumberSketch();
  for (const value of values) addNumber(sketch, value);
  return sketch;
};

describe("a sketch of numbers", () => {
  const values = randoms(50_000).map((u) => Math.exp(6 * u - 3) * (u > 0.3 ? 1 : -1));
  const sorted = [...values].sort((a, b) => a - b);

  it("knows quantiles to a hundredth, and moments exactly", () => {
    const sketch = sketchOf(values);
    for (const share of [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]) {
      const is = sorted[Math.floor(share * values.length)] as number;
      const said = quantileOf(sketch, share) as number;
      assert.ok(Math.abs(said - is) <= 0.01 * Math.abs(is), `${share}: ${said} for ${is}`);
    }
    assert.equal(sketch.min, sorted[0]);
    assert.equal(sketch.max, sorted.at(-1));
    assert.ok(Math.abs(sketch.sum / sketch.n - values.reduce((a, b) => a + b, 0) / values.length) < 1e-9);
  });

  it("put together from parts is the sketch of all, also after it was kept", () => {
    const whole = sketchOf(values);
    const parts = createNumberSketch();
    for (let i = 0; i < values.length; i += 999) {
      const text = JSON.stringify(numberDoc(sketchOf(values.slice(i, i + 999))));
      mergeNumbers(parts, numberSketchOf(JSON.parse(text)));
    }
    assert.equal(numberDoc(parts).classes, numberDoc(whole).classes);
    assert.equal(parts.n, whole.n);
  });

  it("of a million numbers costs kilobytes", () => {
    const many = createNumberSketch();
    for (let i = 0; i < 20; i++) mergeNumbers(many, sketchOf(values));
    assert.equal(many.n, 1_000_000);
    assert.ok(JSON.stringify(numberDoc(many)).length < 12_000);
  });

  it("counts few different numbers each by itself, and keeps apart what is none", () => {
    const sketch = sketchOf([1, 2, 2, 3, Number.NaN, Number.POSITIVE_INFINITY, -0.5]);
    assert.deepEqual(numberDoc(sketch).exact, [
      [-0.5, 1],
      [1, 1],
      [2, 2],
      [3, 1],
    ]);
    assert.deepEqual([sketch.n, sketch.missing, sketch.endless, sketch.isWhole], [5, 1, 1, false]);
    assert.deepEqual([...spread(sketch, 10)], [-0.5, -0.5, 1, 1, 2, 2, 2, 2, 3, 3]);
  });

  it("spreads any number of values as those lie that were counted", () => {
    const again = spread(sketchOf(values), 5000);
    for (const share of [0.05, 0.5, 0.95]) {
      const is = sorted[Math.floor(share * values.length)] as number;
      const said = again[Math.floor(share * 5000)] as number;
      assert.ok(Math.abs(said - is) <= 0.02 * Math.abs(is) + 1e-3, `${share}: ${said} for ${is}`);
    }
  });

  it("of none has no quantile, and can be kept", () => {
    const empty = numberSketchOf(JSON.parse(JSON.stringify(numberDoc(createNumberSketch()))));
    assert.equal(quantileOf(empty, 0.5), undefined);
    mergeNumbers(empty, sketchOf([7]));
    assert.deepEqual([empty.min, empty.max], [7, 7]);
  });
});

describe("traffic", () => {
  const trafficAt = (from: number, numbers: readonly number[], texts: readonly string[]): Traffic => {
    const traffic = createTraffic(from, from + 60_000);
    traffic.requests = traffic.rows = numbers.length;
    const sketch = createTextSketch();
    for (const text of texts) addText(sketch, text);
    traffic.columns.set("age", { kind: "number", isBool: false, numbers: sketchOf(numbers) });
    traffic.columns.set("city", { kind: "text", texts: sketch });
    return traffic;
  };

  it("of several minutes is a table whose columns lie as they did", () => {
    const all = trafficAt(0, [1, 2, 3, Number.NaN], ["a", "a", "b", "b"]);
    const kept: unknown = JSON.parse(JSON.stringify(trafficDoc(trafficAt(60_000, [4, 5, 6, 7], ["a", "a", "a", "c"]))));
    mergeTraffic(all, trafficOf(kept as Parameters<typeof trafficOf>[0]));
    assert.deepEqual([all.from, all.to, all.rows], [0, 120_000, 8]);
    const { frame, left } = frameOfTraffic(all);
    assert.deepEqual(left, {});
    const [age, city] = frame.columns;
    assert.ok(age?.kind === "number" && city?.kind === "text");
    assert.deepEqual([...age.values], [1, 2, 3, 4, 5, 6, 7, Number.NaN]);
    assert.deepEqual([age.missing, age.dtype], [1, "float64"]);
    assert.deepEqual([...city.codes].map((code) => city.words[code]).sort(), ["a", "a", "a", "a", "a", "b", "b", "c"]);
  });

  it("drifts as the rows do that it was counted of", () => {
    const [before, after] = [randoms(20_000, 3), randoms(50_000, 5)];
    const numbers: Record<string, [number[], number[]]> = {
      shifted: [before.map((u) => 10 * u), after.map((u) => 10 * u + 1)],
      same: [before.map((u) => Math.exp(3 * u)), after.map((u) => Math.exp(3 * u))],
      few: [before.map((u) => Math.floor(4 * u)), after.map((u) => Math.floor(4 * u * u))],
    };
    const traffic = createTraffic(0, 60_000);
    traffic.requests = traffic.rows = after.length;
    for (const [name, [, values]] of Object.entries(numbers))
      traffic.columns.set(name, { kind: "number", isBool: false, numbers: sketchOf(values) });
    const frame = (side: 0 | 1) => ({
      rows: (side === 0 ? before : after).length,
      columns: Object.entries(numbers).map(([name, sides]) => columnOfValues(name, sides[side])),
    });
    const exact = measureDrift(frame(0), frame(1), {}).report;
    const counted = measureDrift(frame(0), frameOfTraffic(traffic).frame, {}).report;
    for (const [name, { test, score, drift }] of Object.entries(exact.columns)) {
      const other = counted.columns[name];
      assert.deepEqual([other?.test, other?.drift], [test, drift], name);
      assert.ok(Math.abs((other?.score ?? 0) - (score ?? 0)) < 0.002, `${name}: ${other?.score} for ${score}`);
    }
    assert.deepEqual(
      Object.values(exact.columns).map(({ drift }) => drift),
      [true, false, true],
    );
  });

  it("that lies too close together for its classes is not compared, and is there for all else", () => {
    const bell = (count: number, seed: number) => {
      const all = randoms(12 * count, seed);
      return Array.from({ length: count }, (_, i) => all.slice(12 * i, 12 * i + 12).reduce((a, b) => a + b, -6));
    };
    const [old, now] = [bell(20_000, 3), bell(50_000, 5)];
    const shapes: Record<string, (z: number) => number> = {
      latitude: (z) => 48.12 + 0.02 * z,
      below: (z) => -48.12 + 0.02 * z,
      kelvin: (z) => 300 + 0.3 * z,
      seconds: (z) => 1.7e9 + 1e6 * z,
      huge: (z) => 1e15 + 100 * z,
      fahrenheit: (z) => 70 + 10 * z,
      around: (z) => z,
      skewed: (z) => Math.exp(z),
    };
    const traffic = createTraffic(0, 60_000);
    traffic.requests = traffic.rows = now.length;
    for (const [name, shape] of Object.entries(shapes))
      traffic.columns.set(name, { kind: "number", isBool: false, numbers: sketchOf(now.map(shape)) });
    const { frame, left } = frameOfTraffic(traffic);
    assert.deepEqual(Object.keys(left), ["latitude", "below", "kelvin", "seconds", "huge"]);
    assert.match(left.latitude ?? "", /too close together.*the prediction log is needed/);
    const reference = {
      rows: old.length,
      columns: Object.entries(shapes).map(([name, shape]) => columnOfValues(name, old.map(shape))),
    };
    const { columns } = measureDrift(reference, frame, {}).report;
    // what is left out would have seemed to drift, and nothing else does
    assert.equal(columns.latitude?.drift, true);
    for (const name of ["fahrenheit", "around", "skewed"]) assert.equal(columns[name]?.drift, false, name);
  });

  it("with too many texts to count says so", () => {
    const texts = Array.from({ length: 1500 }, (_, i) => `t${i}`);
    const { frame, left } = frameOfTraffic(
      trafficAt(
        0,
        texts.map(() => 1),
        texts,
      ),
    );
    assert.deepEqual(
      frame.columns.map(({ name }) => name),
      ["age"],
    );
    assert.match(left.city ?? "", /the prediction log is needed/);
  });

  it("merges texts without losing one", () => {
    const [one, two] = [createTextSketch(), createTextSketch()];
    for (let i = 0; i < 1200; i++) addText(one, `a${i}`);
    for (let i = 0; i < 1200; i++) addText(two, `b${i}`);
    mergeTexts(one, two);
    assert.equal([...one.counts.values()].reduce((a, b) => a + b, 0) + one.other, 2400);
    assert.equal(one.n, 2400);
  });
});
