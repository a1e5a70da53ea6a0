import assert from "node:assert/strict";
import { progressIn } from "../../../../src/core/dvc/pipeline/progressIn";

describe("how far a program says it is", () => {
  for (const [text, wanted] of [
    ["epoch 1/60\nepoch 23/60", { done: 23, total: 60, unit: "epoch" }],
    ["Epoch [3/10], loss 0.4", { done: 3, total: 10, unit: "epoch" }],
    ["Epoch 7: val_loss 0.3", { done: 7, unit: "epoch" }],
    ["step 400 of 1000", { done: 400, total: 1000, unit: "step" }],
    [" 45%|####5     | 450/1000 [00:04<00:05, 99it/s]", { done: 450, total: 1000, unit: "step" }],
    ["epoch 9/5", { done: 9, unit: "epoch" }],
    ["read 12 files", undefined],
    ["epochs: many", undefined],
  ] as const)
    it(`is read from ${JSON.stringify(text)}`, () => assert.deepEqual(progressIn(text), wanted));
});
