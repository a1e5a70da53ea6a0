import assert from "node:assert/strict";
import { type Direction, guessDirection } from "../../../src/core/metrics/direction";

describe("which way a metric gets better", () => {
  const guesses: Readonly<Record<Direction, readonly string[]>> = {
    lower: ["val_loss", "train/loss_epoch", "top1_err", "rmse", "eval_runtime_seconds", "accuracy_loss", "latency_ms"],
    higher: [
      "val_auc",
      "accuracy",
      // as Lightning and the Trainer of transformers name them
      "val_acc_epoch",
      "train_acc_step",
      "val/epoch_accuracy",
      "train_samples_per_second",
      "eval_steps_per_second",
      "tokens/s",
      "f1_score",
    ],
    none: [
      "epoch",
      "learning_rate",
      "lr",
      "num_samples",
      "system/cpu_utilization_percentage",
      "global_step",
      "system/disk_bytes_per_second",
    ],
  };
  for (const [direction, names] of Object.entries(guesses))
    it(direction, () => {
      for (const name of names) assert.equal(guessDirection(name), direction, name);
    });
});
