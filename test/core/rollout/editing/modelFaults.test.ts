import assert from "node:assert/strict";
import { modelFaults } from "../../../../src/core/rollout/editing/modelFaults";
import type { ModelSummary, VersionSummary } from "../../../../src/shared/models";

const version = (number: number, aliases: readonly string[] = []): VersionSummary => ({
  version: number,
  stage: "None",
  aliases,
  status: "READY",
  created: 0,
  updated: 0,
  source: "",
  tags: [],
  approval: { state: "none", given: 0, needed: 0 },
});
const churn: ModelSummary = {
  name: "churn",
  kind: "model",
  created: 0,
  updated: 0,
  tags: [],
  versions: [version(2, ["champion"]), version(1)],
};

/** What is said of a model, and the text that it is said of. */
function faults(model: string): string[] {
  const text = `spec:\n  variants:\n    - name: a\n      model: ${model}\n    - {name: b, model: models:/churn/1}\n`;
  return modelFaults(text, [churn]).map(({ from, to, message }) => `${text.slice(from, to)} | ${message}`);
}

describe("models that a deployment file names", () => {
  it("are in order when they are registered, or when nobody can know", () => {
    for (const model of [
      "models:/churn/2",
      '"models:/churn@champion"',
      "models:/churn/latest",
      "models:/m-0a1b",
      "a.onnx",
    ])
      assert.deepEqual(faults(model), [], model);
  });

  it("are found fault with where they stand, with what was likely meant", () => {
    assert.deepEqual(faults("  models:/churn/9 # soon"), [
      "models:/churn/9 | models:/churn/9: churn has no version 9; the newest is 2.",
    ]);
    assert.deepEqual(faults("models:/chrun/1"), [
      "models:/chrun/1 | models:/chrun/1: no model is registered as 'chrun'. Did you mean 'churn'?",
    ]);
    assert.deepEqual(faults("'models:/churn@champoin'"), [
      "'models:/churn@champoin' | models:/churn@champoin: churn has no alias 'champoin'. Did you mean 'champion'?",
    ]);
  });
});
