import assert from "node:assert/strict";
import { type Client, memoryClient, pairs } from "./client";

describe("logged models", () => {
  let client: Client;
  let run: string;
  beforeEach(async () => {
    client = memoryClient();
    run = await client.createRun();
  });
  const create = async (fields: object = {}) =>
    String((await client.post("logged-models", { experiment_id: "0", ...fields })).at("model.info.model_id"));
  const get = (id: string) => client.get(`logged-models/${id}`);
  const search = async (fields: object = {}) =>
    (await client.post("logged-models/search", { experiment_ids: ["0"], ...fields }))
      .list("models")
      .map((each) => (each.info as { name: string }).name);
  const log = (model_id: string, value: number, more: object = {}) =>
    client.post("runs/log-metric", { run_id: run, key: "f1", value, timestamp: 1, model_id, ...more });

  it("live from pending to ready, with params and tags", async () => {
    const id = await create({ name: "m", source_run_id: run, params: [{ key: "a", value: "1" }] });
    assert.equal((await get(id)).at("model.info.status"), "LOGGED_MODEL_PENDING");
    assert.equal((await get(id)).at("model.info.artifact_uri"), `mlflow-artifacts:/0/models/${id}/artifacts`);
    await client.call("PATCH", `logged-models/${id}`, { model_id: id, status: "LOGGED_MODEL_READY" });
    await client.call("PATCH", `logged-models/${id}/tags`, { tags: [{ key: "t", value: "x" }] });
    await client.post(`logged-models/${id}/params`, { params: [{ key: "b", value: "2" }] });
    const { at, list } = await get(id);
    assert.equal(at("model.info.status"), "LOGGED_MODEL_READY");
    assert.deepEqual(
      pairs(list("model.data.params")),
      new Map([
        ["a", "1"],
        ["b", "2"],
      ]),
    );
    assert.deepEqual(list("model.info.tags"), [{ key: "t", value: "x" }]);
    assert.equal((await client.call("DELETE", `logged-models/${id}/tags/t`)).status, 200);
    assert.equal((await client.call("DELETE", `logged-models/${id}/tags/t`)).status, 404);
  });

  it("carry every metric that was logged with their id, run and dataset, as the run does", async () => {
    const id = await create();
    await log(id, 0.5, { dataset_name: "data/iris", dataset_digest: "d" });
    await log(id, 0.7, { step: 1, dataset_name: "data/iris", dataset_digest: "d" });
    const { list } = await get(id);
    const dataset = { dataset_name: "data/iris", dataset_digest: "d", model_id: id, run_id: run };
    assert.deepEqual(list("model.data.metrics"), [
      { key: "f1", value: 0.5, timestamp: 1, step: 0, ...dataset },
      { key: "f1", value: 0.7, timestamp: 1, step: 1, ...dataset },
    ]);
    const answer = await client.get(`runs/get?run_id=${run}`);
    assert.deepEqual(answer.list("run.data.metrics"), [{ key: "f1", value: 0.7, timestamp: 1, step: 1 }]);
  });

  it("take metrics of a batch too, or nothing of it is written", async () => {
    const id = await create();
    const metric = { key: "auc", value: 1, timestamp: 1 };
    await client.post("runs/log-batch", { run_id: run, metrics: [metric, { ...metric, model_id: id }] });
    assert.equal((await get(id)).list("model.data.metrics").length, 1);
    const bad = {
      run_id: run,
      metrics: [
        { ...metric, key: "new" },
        { ...metric, model_id: "m-unknown" },
      ],
    };
    assert.equal((await client.call("POST", "runs/log-batch", bad)).status, 404);
    const { list } = await client.get(`runs/get?run_id=${run}`);
    assert.deepEqual(
      list("run.data.metrics").map(({ key }) => key),
      ["auc"],
    );
  });

  it("are found by any of their metrics, on the datasets that are named", async () => {
    const a = await create({ name: "a" });
    const b = await create({ name: "b" });
    await create({ name: "c" });
    await log(a, 0.2, { dataset_name: "train" });
    await log(a, 0.9, { dataset_name: "test", step: 1 });
    await log(b, 0.5, { dataset_name: "test" });
    assert.deepEqual(await search({ filter: "metrics.f1 > 0.6" }), ["a"]);
    assert.deepEqual(await search({ filter: "metrics.f1 < 0.6", datasets: [{ dataset_name: "test" }] }), ["b"]);
    assert.deepEqual(await search({ datasets: [{ dataset_name: "train" }] }), ["a"]);
    assert.deepEqual(await search({ filter: "name IN ('b', 'c')" }).then((names) => names.sort()), ["b", "c"]);
    const by = (order: object) => search({ order_by: [{ field_name: "metrics.f1", ...order }] });
    assert.deepEqual(await by({ ascending: false }), ["a", "b", "c"]);
    assert.deepEqual(await by({ dataset_name: "train" }).then(([first]) => first), "a");
    assert.deepEqual(await by({ ascending: true }), ["b", "a", "c"]);
  });

  it("are paged by a token that is good for its own search", async () => {
    for (const name of ["a", "b", "c"]) await create({ name });
    const body = { experiment_ids: ["0"], max_results: 2, order_by: [{ field_name: "name" }] };
    const first = await client.post("logged-models/search", body);
    const page_token = first.at("next_page_token");
    assert.deepEqual(await search({ ...body, page_token }), ["c"]);
    const other = await client.call("POST", "logged-models/search", { ...body, filter: "name = 'a'", page_token });
    assert.equal(other.status, 400);
  });

  it("are gone when deleted, but for those who ask for deleted ones", async () => {
    const id = await create({ name: "a" });
    await client.call("DELETE", `logged-models/${id}`);
    assert.equal((await client.call("GET", `logged-models/${id}`)).status, 404);
    assert.equal((await client.call("GET", `logged-models/${id}?allow_deleted=true`)).status, 200);
    assert.deepEqual(await search(), []);
  });

  it("refuse names that could not be part of an address", async () => {
    for (const name of ["a/b", "a:b", "a.b", "a%b", 'a"b', "a'b"])
      assert.equal((await client.call("POST", "logged-models", { experiment_id: "0", name })).status, 400, name);
  });

  it("are linked to runs that make and read them", async () => {
    const id = await create();
    await client.post("runs/outputs", { run_id: run, models: [{ model_id: id, step: 3 }] });
    await client.post("runs/log-inputs", { run_id: run, models: [{ model_id: id }] });
    const { at } = await client.get(`runs/get?run_id=${run}`);
    assert.deepEqual(at("run.outputs"), { model_outputs: [{ model_id: id, step: 3 }] });
    assert.deepEqual(at("run.inputs"), { model_inputs: [{ model_id: id }] });
  });
});
