import assert from "node:assert/strict";
import { type Client, memoryClient, pairs } from "./client";

describe("runs", () => {
  let client: Client;
  beforeEach(() => {
    client = memoryClient();
  });

  it("has a default experiment from the first request on", async () => {
    const { at } = await client.get("experiments/get?experiment_id=0");
    assert.equal(at("experiment.name"), "Default");
    assert.equal(at("experiment.artifact_location"), "mlflow-artifacts:/0");
  });

  it("creates a run with its name as tag, and reads it back", async () => {
    const run = await client.createRun({ run_name: "first", user_id: "ana", tags: [{ key: "team", value: 'a"b' }] });
    const { at, list } = await client.get(`runs/get?run_id=${run}`);
    assert.equal(at("run.info.run_name"), "first");
    assert.equal(at("run.info.status"), "RUNNING");
    assert.equal(at("run.info.artifact_uri"), `mlflow-artifacts:/0/${run}/artifacts`);
    assert.deepEqual(
      pairs(list("run.data.tags")),
      new Map([
        ["team", 'a"b'],
        ["mlflow.runName", "first"],
      ]),
    );
  });

  it("takes a batch whole: metrics, params and tags", async () => {
    const run = await client.createRun();
    await client.post("runs/log-batch", {
      run_id: run,
      metrics: [
        { key: "loss", value: 0.5, timestamp: 10, step: 1 },
        { key: "loss", value: "NaN", timestamp: "11", step: "2" },
        { key: "acc", value: 1, timestamp: 11 },
      ],
      params: [{ key: "__proto__", value: "constructor" }],
      tags: [{ key: "toString", value: "<b>" }],
    });
    const { list } = await client.get(`runs/get?run_id=${run}`);
    assert.deepEqual(list("run.data.metrics"), [
      { key: "loss", value: "NaN", timestamp: 11, step: 2 },
      { key: "acc", value: 1, timestamp: 11, step: 0 },
    ]);
    assert.deepEqual(list("run.data.params"), [{ key: "__proto__", value: "constructor" }]);
    assert.equal(pairs(list("run.data.tags")).get("toString"), "<b>");
  });
});
