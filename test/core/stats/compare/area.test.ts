import assert from "node:assert/strict";
import { areaBetween, sortedArea } from "../../../../src/core/stats/compare/area";
import { createMersenne } from "../../../../src/core/stats/mersenne";
import { assertNear } from "../near";

const random = createMersenne(2);
const normal = () => Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
const kinds: Readonly<Record<string, (shift: number) => number>> = {
  "normal numbers": (shift) => normal() + shift,
  "numbers with ties": (shift) => Math.round((normal() + shift) * 20) / 20,
  "whole numbers": (shift) => Math.round(normal() * 20 + shift),
  "skewed numbers": (shift) => Math.exp(normal() * 4 + shift),
  "many zeros": (shift) => Math.max(0, normal() + shift),
  "a few far off": (shift) => (random.uniform() < 0.0005 ? 1e9 : normal() + shift),
};

describe("the area between two distributions", () => {
  it("is how far all of one lies from all of the other", () => {
    assert.equal(areaBetween(Float64Array.of(1, 1), Float64Array.of(4, 4, 4)), 3);
    assertNear(areaBetween(Float64Array.of(0, 1, 3), Float64Array.of(5, 6, 8)), 5);
    assert.equal(areaBetween(Float64Array.of(2, 2), Float64Array.of(2)), 0);
  });

  for (const [kind, make] of Object.entries(kinds))
    for (const shift of [0, 0.02, 0.5])
      it(`needs no order of ${kind}, moved by ${shift}`, () => {
        const a = Float64Array.from({ length: 20_000 }, () => make(0));
        const b = Float64Array.from({ length: 17_003 }, () => make(shift));
        const sorted = sortedArea(a.slice().sort(), b.slice().sort());
        assertNear(areaBetween(a, b), sorted);
      });

  it("does without pieces where the range is beyond all numbers", () => {
    const [a, b] = [Float64Array.of(-1e308, 0), Float64Array.of(1e308, 0)];
    assert.equal(areaBetween(a, b), sortedArea(a, Float64Array.of(0, 1e308)));
  });
});
