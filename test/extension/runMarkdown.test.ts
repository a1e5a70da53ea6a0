import assert from "node:assert/strict";
import { runsMarkdown } from "../../src/extension/runs/runMarkdown";
import type { RunDetail } from "../../src/shared/runs";

function run(name: string, depth: string, auc: number): RunDetail {
  const metrics = [
    { key: "val_auc", value: auc, step: 9 },
    { key: "system/cpu", value: 80, step: 9 },
  ];
  const params = [
    { key: "depth", value: depth },
    { key: "seed", value: "1" },
  ];
  return {
    id: name,
    name,
    experiment_id: "1",
    status: "FINISHED",
    lifecycle: "active",
    start_time: 0,
    end_time: 61_000,
    children: 0,
    metrics,
    params,
    metric_count: 2,
    param_count: 2,
    artifact_uri: "",
    tags: [],
    datasets: [],
    model_inputs: [],
    model_outputs: [],
  };
}

describe("runs as Markdown", () => {
  it("are a table with the metrics and the params that differ", () => {
    const [head, rule, first] = runsMarkdown([run("a", "4", 0.81234), run("b", "6", 0.9)], 0).split("\n");
    assert.equal(head, "| Run | Status | Started | Duration | val_auc | depth |");
    assert.equal(rule, "|:--|:--|:--|:--|--:|:--|");
    assert.match(first ?? "", /^\| a \| finished \| 1 Jan .* \| 1m 01s \| 0\.8123 \| 4 \|$/);
  });

  it("one run has all of its params", () =>
    assert.match(runsMarkdown([run("a", "4", 1)], 0), /^\| Run .* \| depth \| seed \|/));

  it("a name stays in its cell", () => {
    const text = runsMarkdown([run("a|b\n<img>", "4", 1)], 0);
    assert.ok(text.includes("| a\\|b &lt;img> |"));
    assert.equal(text.split("\n").length, 4);
  });
});
