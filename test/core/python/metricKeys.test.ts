import assert from "node:assert/strict";
import { findMetricKeys } from "../../../src/core/python/metricKeys";

function keys(text: string): string[] {
  const found = findMetricKeys(text);
  for (const { key, start, end } of found) assert.equal(text.slice(start + 1, end - 1), key);
  return found.map(({ key }) => key);
}

describe("keys of metrics in code", () => {
  it("a call with one", () => {
    assert.deepEqual(keys('mlflow.log_metric("val_auc", auc, step=epoch)'), ["val_auc"]);
    assert.deepEqual(keys("mlflow.log_metric(key='val/auc', value=1)"), ["val/auc"]);
    assert.deepEqual(keys('live.log_metric(\n    "a",\n    1)'), ["a"]);
    assert.deepEqual(keys('self.log("val_loss", loss)'), ["val_loss"]);
  });

  it("a dictionary, also over many lines, with others within", () => {
    const text = `mlflow.log_metrics({
      "train_loss": losses["train"],  # not "this": 1
      'val_loss': f(x, {"inner": 2}), "c": [1, "d"],
    }, step=epoch)`;
    assert.deepEqual(keys(text), ["train_loss", "val_loss", "c"]);
    assert.deepEqual(keys('wandb.log({"a": 1})\nwandb.log(data={"b": 1})'), ["a", "b"]);
  });

  it("nothing that is made up while it runs, and nothing in strings and comments", () => {
    assert.deepEqual(keys('mlflow.log_metric(f"val_{name}", 1)'), []);
    assert.deepEqual(keys("mlflow.log_metric(name, 1)"), []);
    assert.deepEqual(keys("# mlflow.log_metric('a', 1)\nx = \"mlflow.log_metric('b', 1)\""), []);
    assert.deepEqual(keys("math.log(2)\nlog(x, 'a')"), []);
  });

  it("text that breaks off", () => {
    assert.deepEqual(keys('log_metrics({"a": 1, "b'), ["a"]);
    assert.deepEqual(keys("log_metrics({'''x''': 1, 'b': 2})"), []);
    assert.deepEqual(keys("log_metric("), []);
  });

  it("text that is hostile ends: no dictionary is looked through for each call in it", () => {
    assert.deepEqual(keys("log({".repeat(100_000)), []);
    assert.deepEqual(keys(`${"log({".repeat(3)}\nlog_metric("a", 1)`), ["a"]);
  });
});
