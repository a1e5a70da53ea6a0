import assert from "node:assert/strict";
import { cohortsOf } from "../../../src/core/explain/cohorts";
import { compareExplained } from "../../../src/core/explain/compare";
import { segmentsOf } from "../../../src/core/explain/segments";
import { columnOfValues } from "../../../src/core/frame/columnOfValues";

function partsOf(values: readonly unknown[]): string[] {
  const { names, of } = segmentsOf(columnOfValues("c", values));
  return Array.from(of, (place) => names[place] as string);
}

describe("parts of a table by a column", () => {
  it("are its values, rows without one by themselves", () => {
    assert.deepEqual(partsOf(["x", null, "y", "x"]), ["x", "(missing)", "y", "x"]);
    assert.deepEqual(partsOf([3, 1, null, 3]), ["3", "1", "(missing)", "3"]);
    assert.deepEqual(partsOf([true, false, null]), ["true", "false", "(missing)"]);
    assert.deepEqual(segmentsOf(columnOfValues("c", [3, 1, 2])).names, ["1", "2", "3"]);
  });

  it("are quarters of many numbers, and the rarest of many words together", () => {
    const { names, of } = segmentsOf(
      columnOfValues(
        "c",
        Array.from({ length: 100 }, (_, i) => i / 2),
      ),
    );
    assert.equal(names.length, 4);
    for (const quarter of names.keys()) assert.equal(of.filter((each) => each === quarter).length, 25);
    const words = Array.from({ length: 200 }, (_, i) => (i < 100 ? `w${i % 20}` : `rare${i}`));
    assert.equal(partsOf(words).filter((each) => each === "(others)").length, 100);
  });
});

const explained = {
  rows: 4,
  // two features, one output
  values: Float64Array.of(1, -2, 3, 0, -1, 2, 5, 4),
  base: Float64Array.of(10),
  predictions: Float64Array.of(9, 13, 11, 19),
};

describe("explanations of parts and of two tables", () => {
  it("are means over the rows of each part", () => {
    const parts = segmentsOf(columnOfValues("c", ["far", "a", "a", "b", "b"]));
    assert.deepEqual(cohortsOf(["f", "g"], explained, parts, 1).cohorts, [
      { name: "a", rows: 2, prediction: 11, mean_abs: [2, 1], mean: [2, -1] },
      { name: "b", rows: 2, prediction: 15, mean_abs: [3, 3], mean: [2, 3] },
    ]);
  });

  it("say which feature has another share than it had", () => {
    const then = { ...explained, values: Float64Array.of(4, 0, 4, 0, 4, 0, 4, 0) };
    const { distance, features } = compareExplained(["f", "g"], then, explained);
    const [f, g] = [2.5, 2];
    assert.ok(Math.abs(distance - g / (f + g)) < 1e-12);
    assert.deepEqual(features[0]?.reference_share, 1);
    assert.deepEqual(
      features.map(({ feature, reference, current }) => [feature, reference, current]),
      [
        ["f", 4, 2.5],
        ["g", 0, 2],
      ],
    );
    assert.equal(compareExplained(["f", "g"], explained, explained).distance, 0);
  });
});
