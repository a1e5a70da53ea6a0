import assert from "node:assert/strict";
import { type Client, memoryClient, pairs } from "./client";

describe("inputs of a run", () => {
  let client: Client;
  let run: string;
  beforeEach(async () => {
    client = memoryClient();
    run = await client.createRun();
  });
  const dataset = { name: "iris", digest: "d1", source_type: "local", source: "x.csv", schema: "{}" };

  it("are logged once a dataset, and told with the experiment's datasets", async () => {
    const tags = [{ key: "mlflow.data.context", value: "train" }];
    const body = { run_id: run, datasets: [{ dataset, tags }, { dataset }] };
    await client.post("runs/log-inputs", body);
    await client.post("runs/log-inputs", body);
    const { at } = await client.get(`runs/get?run_id=${run}`);
    assert.deepEqual(at("run.inputs"), { dataset_inputs: [{ tags, dataset }] });
    const told = await client.post("experiments/search-datasets", { experiment_ids: ["0"] });
    assert.deepEqual(told.at("dataset_summaries"), [
      { experiment_id: "0", name: "iris", digest: "d1", context: "train" },
    ]);
  });

  it("are refused over their lengths", async () => {
    for (const wrong of [{ name: "x".repeat(501) }, { digest: "x".repeat(37) }, { source: "x".repeat(65_536) }]) {
      const body = { run_id: run, datasets: [{ dataset: { ...dataset, ...wrong } }] };
      assert.equal((await client.call("POST", "runs/log-inputs", body)).status, 400);
    }
    const tags = [{ key: "k", value: "x".repeat(501) }];
    const answer = await client.call("POST", "runs/log-inputs", { run_id: run, datasets: [{ dataset, tags }] });
    assert.equal(answer.status, 400);
  });

  it("of the old kind are kept as a list in a tag", async () => {
    const model = {
      run_id: run,
      artifact_path: "model",
      utc_time_created: "2026-01-01 00:00:00",
      flavors: { sklearn: { version: "1", config: { secret: 1 } } },
    };
    for (let i = 0; i < 2; i++) await client.post("runs/log-model", { run_id: run, model_json: JSON.stringify(model) });
    const { list } = await client.get(`runs/get?run_id=${run}`);
    const kept: unknown = JSON.parse(String(pairs(list("run.data.tags")).get("mlflow.log-model.history")));
    const { flavors: _, ...rest } = model;
    const expected = { ...rest, flavors: { sklearn: { version: "1" } } };
    assert.deepEqual(kept, [expected, expected]);
    const bad = await client.call("POST", "runs/log-model", { run_id: run, model_json: "{}" });
    assert.match(String(bad.at("message")), /missing mandatory fields/);
  });
});
