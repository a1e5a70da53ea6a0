import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { inputExample } from "../../../src/runtime/serving/inputExample";
import { temporaryFolder } from "../kernel/temporary";

/** As MLflow 3.17 wrote them for a frame, an array, a dictionary of arrays, of values, and a list of records. */
const written: readonly (readonly [string, string, unknown])[] = [
  ["a frame with a gap", '{"columns": ["a", "b"], "data": [[1.5, NaN], [2.5, 4.0]]}', [1.5, null]],
  ["an array", "[[1.5, 2.5], [3.0, 4.0]]", [1.5, 2.5]],
  ["arrays by name", '{"a": [[1.5], [2.0]], "b": [[3.0], [4.0]]}', [1.5, 3]],
  ["values by name", '{"a": 1.5, "b": 2}', [1.5, 2]],
  ["records", '[{"a": 1.5, "b": "NaN, no"}]', [1.5, "NaN, no"]],
  [
    "an image",
    "[[[1, 2], [3, 4]]]",
    [
      [1, 2],
      [3, 4],
    ],
  ],
  ["a plain text", '"hello"', undefined],
  ["plain values", "[1, 2]", undefined],
  ["nothing that is JSON", "a,b", undefined],
];

describe("the input example beside a model", () => {
  const folder = temporaryFolder();
  const model = join(folder, "model.onnx");

  it("may not be there", async () => assert.equal(await inputExample(model), undefined));

  for (const [what, text, row] of written)
    it(`gives a row of ${what}`, async () => {
      writeFileSync(join(folder, "input_example.json"), text);
      assert.deepEqual(await inputExample(model), row);
    });
});
