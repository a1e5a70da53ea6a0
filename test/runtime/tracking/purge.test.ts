import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryKernel } from "../../../src/runtime/main";
import { modelMetricsTable } from "../../../src/runtime/tracking/store";
import { deletedBefore } from "../../../src/shared/collected";
import { type Client, clientOf } from "./client";

describe("gc", () => {
  let folder: string;
  let client: Client;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tidemark-gc-"));
    client = clientOf(createMemoryKernel(folder));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const gc = (body: object = {}) => client.post("/api/tidemark/v1/gc", body);
  const filesOf = (place: string) => join(client.kernel.places.artifacts, place);
  const put = (place: string) => {
    mkdirSync(filesOf(place), { recursive: true });
    writeFileSync(join(filesOf(place), "a.bin"), "x".repeat(1000));
  };

  it("does not let a run come back half-way", async () => {
    const run = await client.createRun();
    await client.post("runs/delete", { run_id: run });
    const [done, restored] = await Promise.all([gc(), client.call("POST", "runs/restore", { run_id: run })]);
    assert.deepEqual([done.list("runs").length, restored.status], [1, 404]);
  });

  it("takes deleted runs with all that is theirs, and nothing else", async () => {
    const keep = await client.createRun();
    const gone = await client.createRun({ run_name: "gone" });
    const dataset = { name: "d", digest: "1", source_type: "local", source: "s" };
    const model = String(
      (await client.post("logged-models", { experiment_id: "0", source_run_id: gone })).at("model.info.model_id"),
    );
    await client.post("runs/log-metric", { run_id: gone, key: "m", value: 1, timestamp: 1, model_id: model });
    await client.post("runs/log-inputs", { run_id: gone, datasets: [{ dataset }] });
    for (const place of [`0/${gone}/artifacts`, `0/${keep}/artifacts`, `0/models/${model}/artifacts`]) put(place);
    await client.post("runs/delete", { run_id: gone });

    const plan = await gc({ dry_run: true });
    assert.deepEqual(plan.at("runs"), [{ id: gone, name: "gone" }]);
    assert.equal((await client.call("GET", `runs/get?run_id=${gone}`)).status, 200);

    const done = await gc();
    assert.deepEqual(done.at("logged_models"), [model]);
    assert.ok(Number(done.at("bytes")) >= 2000);
    assert.equal((await client.call("GET", `runs/get?run_id=${gone}`)).status, 404);
    assert.equal((await client.call("GET", `logged-models/${model}`)).status, 404);
    assert.equal((await client.get(`metrics/get-history?run_id=${gone}&metric_key=m`)).text, "{}");
    assert.equal(client.kernel.store.table(modelMetricsTable).size, 0);
    assert.equal(client.kernel.store.docs("datasets").size, 0);
    assert.equal(existsSync(filesOf(`0/${gone}`)), false);
    assert.equal(existsSync(filesOf(`0/models/${model}`)), false);
    assert.equal(existsSync(filesOf(`0/${keep}/artifacts/a.bin`)), true);
    assert.equal((await client.get(`runs/get?run_id=${keep}`)).status, 200);
  });

  it("leaves alone what was deleted after the list was shown", async () => {
    const [seen, later] = [await client.createRun(), await client.createRun()];
    await client.post("runs/delete", { run_id: seen });
    const planned = Date.now();
    const asked = deletedBefore(0, planned);
    assert.equal((await gc({ ...asked, dry_run: true })).list("runs").length, 1);
    while (Date.now() === planned) await new Promise((resolve) => setImmediate(resolve));
    await client.post("runs/delete", { run_id: later });
    const done = await gc(asked);
    assert.deepEqual(
      done.list("runs").map((run) => (run as { id: string }).id),
      [seen],
    );
    await client.post("runs/restore", { run_id: later });
  });

  it("waits until a run has been deleted long enough", async () => {
    const run = await client.createRun();
    await client.post("runs/delete", { run_id: run });
    assert.deepEqual((await gc({ older_than: "1d12h" })).at("runs"), []);
    assert.deepEqual((await gc({ older_than: 60_000 })).at("runs"), []);
    assert.equal((await client.call("POST", "/api/tidemark/v1/gc", { older_than: "soon" })).status, 400);
    assert.equal((await gc({ older_than: "0s" })).list("runs").length, 1);
  });

  it("takes a deleted experiment whole, but never one with a run that was restored", async () => {
    const make = async (name: string) =>
      String((await client.post("experiments/create", { name })).at("experiment_id"));
    const [whole, part] = [await make("whole"), await make("part")];
    const runs = [await client.createRun({ experiment_id: whole }), await client.createRun({ experiment_id: part })];
    put(`${whole}/${runs[0]}/artifacts`);
    for (const experiment_id of [whole, part]) await client.post("experiments/delete", { experiment_id });
    await client.post("runs/restore", { run_id: runs[1] });
    const done = await gc();
    assert.deepEqual(done.at("experiments"), [{ id: whole, name: "whole" }]);
    assert.equal(existsSync(filesOf(whole)), false);
    assert.equal((await client.get(`runs/get?run_id=${runs[1]}`)).status, 200);
  });

  it("refuses to take what is not deleted", async () => {
    const run = await client.createRun();
    for (const body of [{ run_ids: [run] }, { experiment_ids: ["0"] }])
      assert.equal((await client.call("POST", "/api/tidemark/v1/gc", body)).status, 400);
    assert.equal((await client.call("POST", "/api/tidemark/v1/gc", { run_ids: ["nobody"] })).status, 404);
  });

  it("keeps the run and the model that a registered version lives in", async () => {
    const run = await client.createRun();
    const model = String(
      (await client.post("logged-models", { experiment_id: "0", source_run_id: run })).at("model.info.model_id"),
    );
    const other = await client.createRun();
    await client.post("registered-models/create", { name: "m" });
    await client.post("model-versions/create", { name: "m", source: `models:/${model}`, model_id: model });
    const source = `mlflow-artifacts:/0/${other}/artifacts/model`;
    await client.post("model-versions/create", { name: "m", source, run_id: other });
    for (const run_id of [run, other]) await client.post("runs/delete", { run_id });
    const done = await gc();
    assert.deepEqual(
      done.list("runs").map(({ id }) => id),
      [run],
    );
    assert.deepEqual(done.at("held"), [other]);
    assert.equal((await client.get(`logged-models/${model}`)).status, 200);
  });
});
