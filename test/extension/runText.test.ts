import assert from "node:assert/strict";
import { describeRun, runHover } from "../../src/extension/runs/runText";
import { findPrimaryMetric } from "../../src/shared/primaryMetric";
import type { RunSummary } from "../../src/shared/runs";

const words = {
  RUNNING: "running",
  SCHEDULED: "scheduled",
  FINISHED: "finished",
  FAILED: "failed",
  KILLED: "killed",
  step: (step: number) => `step ${step}`,
};

function run(change: Partial<RunSummary> = {}): RunSummary {
  const metrics = change.metrics ?? [{ key: "val_auc", value: 0.876912, step: 47 }];
  return {
    id: "0".repeat(32),
    name: "calm-heron-214",
    experiment_id: "1",
    status: "FINISHED",
    lifecycle: "active",
    start_time: 1_000_000,
    end_time: 1_401_000,
    children: 0,
    params: [],
    param_count: 0,
    ...change,
    metrics,
    metric_count: metrics.length,
  };
}

function live(change: Partial<RunSummary> = {}): RunSummary {
  const { end_time: _, ...rest } = run({ ...change, status: "RUNNING" });
  return rest;
}

describe("what stands beside a run", () => {
  it("is metric, then time", () => assert.equal(describeRun(run(), { metric: "val_auc" }, words), "0.8769 · 6m 41s"));

  it("is the step while it runs, and a word while there is nothing to show", () => {
    assert.equal(describeRun(live(), { metric: "val_auc" }, words), "0.8769 · step 47");
    assert.equal(describeRun(live({ metrics: [] }), { metric: "val_auc" }, words), "running");
  });

  it("says in a word what no number shows", () => {
    assert.equal(describeRun(run({ status: "FAILED", metrics: [] }), { metric: "val_auc" }, words), "failed · 6m 41s");
    assert.equal(describeRun(run({ status: "KILLED" }), { metric: "val_auc" }, words), "0.8769 · 6m 41s");
  });

  it("is why it failed, if somebody said so, in one line", () => {
    const failed = run({ status: "FAILED", tags: [{ key: "tidemark.failure", value: "out of\n memory" }] });
    assert.equal(describeRun(failed, { metric: "val_auc" }, words), "out of memory · 6m 41s");
  });

  it("counts epochs where a param says how many there will be", () => {
    const params = [{ key: "epochs", value: "60" }];
    assert.equal(describeRun(live({ params }), { metric: "val_auc", trend: "up" }, words), "0.8769 ▲ · 47/60");
    const few = [{ key: "epochs", value: "10" }];
    assert.equal(describeRun(live({ params: few }), { metric: "val_auc" }, words), "0.8769 · step 47");
  });

  it("marks a star and the baseline", () => {
    const starred = run({ tags: [{ key: "tidemark.starred", value: "true" }] });
    assert.equal(
      describeRun(starred, { metric: "val_auc", baseline: "baseline" }, words),
      "★ 0.8769 · 6m 41s · baseline",
    );
  });

  it("shows NaN as such", () => {
    const metrics = [{ key: "loss", value: Number.NaN, step: 0 }];
    assert.equal(describeRun(run({ metrics }), { metric: "loss" }, words), "NaN · 6m 41s");
  });
});

describe("a run's hover", () => {
  it("leaves nothing of a name or a value for Markdown to act on", () => {
    const hostile = run({
      name: "[x](command:y) <img> **b**\n# head",
      params: [{ key: "a|b", value: "`c` $(error)" }],
    });
    const text = runHover({ ...hostile, param_count: 1 }, words, 0);
    assert.ok(text.includes("\\[x\\]\\(command\\:y\\) \\<img\\> \\*\\*b\\*\\* \\# head"));
    assert.ok(text.includes("| a\\|b | \\`c\\` \\$\\(error\\) |"));
  });

  it("says how many more there are", () => {
    const text = runHover({ ...run(), metric_count: 9 }, words, 0);
    assert.ok(text.includes("| … | +8 |"));
  });
});

describe("the metric that stands for a run", () => {
  const having = (...keys: string[]) => run({ metrics: keys.map((key) => ({ key, value: 1, step: 0 })) });

  it("is one of held-out data before one of training", () =>
    assert.equal(findPrimaryMetric([having("train_auc", "val_loss")]), "val_loss"));

  it("is the better known of two", () =>
    assert.equal(findPrimaryMetric([having("val_loss", "val_auc", "val_zeta")]), "val_auc"));

  it("is one that the runs have", () =>
    assert.equal(findPrimaryMetric([having("loss"), having("loss"), having("loss", "auc")]), "loss"));

  it("is never what the machine did", () => {
    assert.equal(findPrimaryMetric([having("system/cpu")]), undefined);
    assert.equal(findPrimaryMetric([]), undefined);
  });
});
