import assert from "node:assert/strict";
import { joinBySteps } from "../../../src/core/series/joinBySteps";
import { pickPoints } from "../../../src/core/series/pickPoints";

const upTo = (count: number, of: (i: number) => number = (i) => i) =>
  Float64Array.from({ length: count }, (_, i) => of(i));

describe("points for a picture", () => {
  it("few enough are all there", () => {
    const { places, reduced } = pickPoints(upTo(20), upTo(20), { buckets: 10 });
    assert.deepEqual([places.length, reduced], [20, false]);
  });

  it("many are reduced to lowest and highest, whatever is not finite once a kind", () => {
    const y = upTo(10_000, (i) => (i === 4321 ? 50 : i === 4322 ? -50 : Math.sin(i)));
    y[7] = y[8] = Number.NaN;
    y[9] = Number.POSITIVE_INFINITY;
    const { places, reduced } = pickPoints(upTo(10_000), y, { buckets: 100 });
    assert.ok(reduced && places.length <= 202, String(places.length));
    for (const place of [4321, 4322, 7, 9]) assert.ok(places.includes(place), String(place));
    assert.ok(!places.includes(8));
    assert.deepEqual(
      [...places],
      [...new Set(places)].sort((a, b) => a - b),
    );
  });

  it("of a part come with the nearest beyond each end", () => {
    const { places } = pickPoints(
      upTo(100, (i) => i * 10),
      upTo(100),
      { from: 305, to: 325, buckets: 50 },
    );
    assert.deepEqual([...places], [30, 31, 32, 33]);
    const between = pickPoints(
      upTo(100, (i) => i * 10),
      upTo(100),
      { from: 301, to: 302, buckets: 50 },
    );
    assert.deepEqual([...between.places], [30, 31], "a line that only passes through");
    const all = pickPoints(upTo(1000), upTo(1000), { from: 100, to: 899, buckets: 10 });
    assert.deepEqual([all.places[0], all.places.at(-1)], [99, 900]);
  });

  it("survive a series whose points all lie at one x", () => {
    const { places } = pickPoints(
      upTo(1000, () => 5),
      upTo(1000),
      { buckets: 10 },
    );
    assert.deepEqual([...places], [0, 999]);
    assert.deepEqual(pickPoints(upTo(0), upTo(0), { buckets: 10 }).places.length, 0);
  });
});

describe("one metric over another", () => {
  const of = (...pairs: readonly (readonly [number, number])[]) => ({
    steps: Float64Array.from(pairs, ([step]) => step),
    values: Float64Array.from(pairs, ([, value]) => value),
  });

  it("meets it at the same step, the latest value counting, in the order of x", () => {
    const epoch = of([0, 10], [2, 5], [2, 7], [3, Number.NaN], [1, 20]);
    const loss = of([3, 0.3], [0, 0.9], [1, 0.8], [2, 0.7], [4, 0.1]);
    const { x, y } = joinBySteps(epoch, loss);
    assert.deepEqual([...x], [7, 10, 20]);
    assert.deepEqual([...y], [0.7, 0.9, 0.8]);
  });

  it("that never met has no points", () => {
    assert.equal(joinBySteps(of([1, 1]), of([2, 2])).x.length, 0);
  });
});
