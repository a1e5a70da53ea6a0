import assert from "node:assert/strict";
import { trainedArea } from "../../../../src/core/drift/embedding/denseClassifier";

describe("a classifier of vectors", () => {
  it("learns from rows of all of a table that is ordered by time", () => {
    const rows = 60_000;
    const rising = Float64Array.from({ length: rows }, (_, i) => i / rows);
    const area = trainedArea(
      { rows, dimensions: 1, values: rising },
      { rows, dimensions: 1, values: rising.toReversed() },
    );
    assert.ok(Math.abs(area - 0.5) < 0.03, `the same rows in another order: ${area}`);
  });
});
