import assert from "node:assert/strict";
import { bestRun, formatChange, lastResult } from "../../../src/extension/scripts/lastResult";
import type { RunStatus, RunSummary } from "../../../src/shared/runs";

function run(
  name: string,
  metrics: Record<string, number>,
  status: RunStatus = "FINISHED",
  parent?: string,
): RunSummary {
  return {
    id: name,
    name,
    experiment_id: "1",
    status,
    lifecycle: "active",
    start_time: 0,
    children: 0,
    metrics: Object.entries(metrics).map(([key, value]) => ({ key, value, step: 1 })),
    params: [],
    metric_count: 1,
    param_count: 0,
    ...(parent === undefined ? {} : { parent }),
  };
}

function told(metric: string, ...runs: RunSummary[]): string {
  const result = lastResult(runs, metric);
  if (result === undefined) return "nothing";
  const change =
    result.change && `${formatChange(result.change)} ${result.change.is} than ${result.change.before.name}`;
  return [result.run.name, result.metric?.value, change].filter((part) => part !== undefined).join(" ");
}

describe("what a script's last run came to", () => {
  it("against the one before, by the metric's own direction", () => {
    assert.equal(
      told("val_auc", run("b", { val_auc: 0.8769 }), run("a", { val_auc: 0.8741 })),
      "b 0.8769 ↑ 0.3\u2009% better than a",
    );
    assert.equal(
      told("val_loss", run("b", { val_loss: 0.21 }), run("a", { val_loss: 0.2165 })),
      "b 0.21 ↓ 3\u2009% better than a",
    );
    assert.equal(
      told("val_loss", run("b", { val_loss: 0.3 }), run("a", { val_loss: 0.2 })),
      "b 0.3 ↑ 50\u2009% worse than a",
    );
    assert.equal(told("x", run("b", { x: -2 }), run("a", { x: -1 })), "b -2 ↓ 100\u2009% worse than a");
  });

  it("= below the precision, and no share of nothing", () => {
    assert.equal(told("x", run("b", { x: 1.0001 }), run("a", { x: 1 })), "b 1.0001 = same than a");
    assert.equal(told("x", run("b", { x: 1 }), run("a", { x: 0 })), "b 1");
    assert.equal(told("x", run("b", { x: Number.NaN }), run("a", { x: 1 })), "b NaN");
  });

  it("passes over what still runs, what is nested, and those before that lack the metric", () => {
    const runs = [
      run("live", { x: 9 }, "RUNNING"),
      run("fold", { x: 8 }, "FINISHED", "b"),
      run("b", { x: 2 }, "KILLED"),
      run("failed", {}, "FAILED"),
      run("a", { x: 1 }),
    ];
    assert.equal(told("x", ...runs), "b 2 ↑ 100\u2009% better than a");
    assert.equal(told("x", run("failed", {}, "FAILED"), run("a", { x: 1 })), "failed");
    assert.equal(told("x", run("live", { x: 9 }, "RUNNING")), "nothing");
  });

  it("the best is the highest, or the lowest of what should be low; never one without a number", () => {
    const runs = [
      run("a", { auc: 0.8, loss: 0.3 }),
      run("b", { auc: Number.NaN, loss: 0.1 }),
      run("c", { auc: 0.9, loss: 0.2 }),
    ];
    assert.equal(bestRun(runs, "auc")?.name, "c");
    assert.equal(bestRun(runs, "loss")?.name, "b");
    assert.equal(bestRun(runs, "nothing"), undefined);
  });
});
