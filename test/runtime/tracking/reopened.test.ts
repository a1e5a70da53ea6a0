import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryKernel, openStore } from "../../../src/runtime/main";
import { type Client, clientOf } from "./client";

/** The same promises on the real store, closed and opened again. */
describe("tracking on disk", function () {
  this.timeout(20_000);
  let folder: string;
  let client: Client;

  async function open(): Promise<void> {
    const kernel = createMemoryKernel(folder);
    client = clientOf({ ...kernel, store: await openStore(kernel.places, kernel.log) });
  }
  async function reopen(): Promise<void> {
    await client.kernel.store.close();
    await open();
  }
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "tidemark-reopened-"));
    await open();
  });
  afterEach(async () => {
    await client.kernel.store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("writes nothing by being looked at", async () => {
    await client.get("experiments/get?experiment_id=0");
    await client.post("runs/search", { experiment_ids: ["0"] });
    assert.equal(existsSync(join(folder, ".tidemark", "store")), false);
  });

  it("answers word for word the same after it was closed", async () => {
    const made = await client.post("experiments/create", { name: "e", tags: [{ key: "__proto__", value: "x" }] });
    const experiment_id = String(made.at("experiment_id"));
    const runs: string[] = [];
    for (let i = 0; i < 5; i++) {
      const run_id = await client.createRun({ experiment_id, run_name: `r${i}`, start_time: i + 1 });
      runs.push(run_id);
      await client.post("runs/log-batch", {
        run_id,
        metrics: Array.from({ length: 500 }, (_, step) => ({
          key: `m${step % 3}`,
          value: step === 499 ? "NaN" : step / 7,
          timestamp: 1_700_000_000_000 + step,
          step,
        })),
        params: [{ key: "constructor", value: `p${i}` }],
        tags: [{ key: "t", value: "<b>" }],
      });
    }
    const dataset = { name: "d", digest: "1", source_type: "local", source: "s" };
    await client.post("runs/log-inputs", { run_id: runs[0], datasets: [{ dataset }] });
    const model = String((await client.post("logged-models", { experiment_id, name: "m" })).at("model.info.model_id"));
    for (const value of [1, 2, 3])
      await client.post("runs/log-metric", { run_id: runs[0], key: "f1", value, timestamp: value, model_id: model });
    await client.post("runs/delete", { run_id: runs[4] });

    const look = async () => [
      (await client.get(`experiments/get?experiment_id=${experiment_id}`)).text,
      (await client.get("experiments/get?experiment_id=0")).text,
      (await client.post("runs/search", { experiment_ids: [experiment_id], order_by: ["params.constructor DESC"] }))
        .text,
      (await client.post("runs/search", { experiment_ids: [experiment_id], run_view_type: "DELETED_ONLY" })).text,
      (await client.get(`metrics/get-history?run_id=${runs[2]}&metric_key=m1`)).text,
      (await client.get(`logged-models/${model}`)).text,
      (await client.get(`/api/tidemark/v1/runs/${runs[0]}`)).text,
    ];
    const before = await look();
    await reopen();
    assert.deepEqual(await look(), before);
    await client.kernel.store.compact();
    assert.deepEqual(await look(), before);
    await reopen();
    assert.deepEqual(await look(), before);
  });

  it("gives a purged experiment's number to no other, also after it was closed", async () => {
    const create = async (name: string) =>
      String((await client.post("experiments/create", { name })).at("experiment_id"));
    const id = await create("a");
    await client.post("experiments/delete", { experiment_id: id });
    await client.post("/api/tidemark/v1/gc", {});
    await reopen();
    assert.notEqual(await create("b"), id);
  });

  it("has its metrics, params and tags as SQL views", async () => {
    const run_id = await client.createRun();
    await client.post("runs/log-batch", {
      run_id,
      metrics: [{ key: "loss", value: 0.5, timestamp: 7, step: 3 }],
      params: [{ key: "lr", value: "0.1" }],
      tags: [{ key: "team", value: "x" }],
    });
    const rows = async (query: string) => (await client.kernel.store.sql(query)).rows;
    assert.deepEqual(await rows("SELECT run_id, key, value, step, timestamp FROM metrics"), [
      [run_id, "loss", 0.5, 3, 7],
    ]);
    assert.deepEqual(await rows("SELECT key, value FROM params"), [["lr", "0.1"]]);
    assert.deepEqual(await rows("SELECT value FROM tags WHERE key = 'team'"), [["x"]]);
  });
});
