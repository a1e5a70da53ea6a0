import assert from "node:assert/strict";
import { createMersenne } from "../../../src/core/stats/mersenne";
import { sortDigits } from "../../../src/core/stats/sortDigits";
import { sortNumbers } from "../../../src/core/stats/sortNumbers";

const random = createMersenne(1);
const normal = () => Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
const kinds: Readonly<Record<string, () => number>> = {
  "normal numbers": normal,
  "positive numbers": () => Math.abs(normal()),
  "negative numbers": () => -Math.abs(normal()),
  "numbers over many magnitudes": () => normal() * 10 ** (40 * random.uniform() - 20),
  "a few far off": () => (random.uniform() < 0.001 ? 1e12 * normal() : normal()),
  "many that are zero": () => Math.max(0, normal()),
  "small whole numbers": () => Math.round(normal() * 20),
  "large whole numbers": () => Math.round(normal() * 1e14),
  "decimals with ties": () => Math.round(normal() * 10) / 10,
  "one value": () => 2.5,
  "the largest numbers there are": () => Math.sign(normal()) * Number.MAX_VALUE * random.uniform(),
};

describe("sorting numbers", () => {
  for (const [kind, make] of Object.entries(kinds))
    for (const n of [0, 1, 300, 5000, 60_000])
      it(`${n} of ${kind}`, () => {
        // zero and its negative are one
        const values = Float64Array.from({ length: n }, () => make() + 0);
        const before = values.slice();
        const expected = values.slice().sort();
        assert.deepEqual(sortNumbers(values), expected);
        assert.deepEqual(sortDigits(values), expected);
        assert.deepEqual(values, before, "what is sorted stays as it is");
      });
});
