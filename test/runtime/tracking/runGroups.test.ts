import assert from "node:assert/strict";
import { type Client, memoryClient } from "./client";

const own = "/api/tidemark/v1";

describe("runs by what they have in common", () => {
  let client: Client;
  before(async () => {
    client = memoryClient();
    const made = await client.post("experiments/create", { name: "sweep" });
    const experiment_id = String(made.at("experiment_id"));
    const log = async (name: string, start_time: number, length: number, depth: string | undefined, status: string) => {
      const run_id = await client.createRun({ experiment_id, run_name: name, start_time });
      const metrics = Array.from({ length: 8 }, (_, i) => ({ key: `m${i}`, value: i, timestamp: 1, step: 0 }));
      const params = depth === undefined ? [] : [{ key: "depth", value: depth }];
      await client.post("runs/log-batch", { run_id, metrics, params, tags: [{ key: "team", value: name }] });
      await client.post("runs/update", { run_id, status, end_time: start_time + length });
    };
    await log("a", 1000, 50, "6", "FINISHED");
    await log("b", 2000, 10, "6", "FAILED");
    await log("c", 3000, 30, undefined, "FINISHED");
  });

  const groups = async (query: string) =>
    (await client.get(`${own}/run-groups?${query}`))
      .list("groups")
      .map(({ value, runs, failed }) => [value, runs, failed]);

  it("counts by experiment, state and param; those without come as a group of their own", async () => {
    assert.deepEqual(await groups("by=experiment"), [["1", 3, 1]]);
    assert.deepEqual(await groups("by=status"), [
      ["FINISHED", 2, 0],
      ["FAILED", 1, 1],
    ]);
    assert.deepEqual(await groups("by=params.depth"), [
      [undefined, 1, 0],
      ["6", 2, 1],
    ]);
  });

  it("counts only what a filter lets through", async () => {
    assert.deepEqual(await groups(`by=experiment&filter=${encodeURIComponent("status = 'FAILED'")}`), [["1", 1, 1]]);
    const wrong = await client.call("GET", `${own}/run-groups?filter=${encodeURIComponent("status = ")}`);
    assert.equal(wrong.status, 400);
  });

  it("refuses to group by what is none of these", async () =>
    assert.equal((await client.call("GET", `${own}/run-groups?by=weather`)).status, 400));

  it("runs may be ordered by how long they took", async () => {
    const names = async (direction: string) =>
      (await client.get(`${own}/runs?order_by=${encodeURIComponent(`duration ${direction}`)}`))
        .list("runs")
        .map(({ name }) => name);
    assert.deepEqual(await names("DESC"), ["a", "c", "b"]);
    assert.deepEqual(await names("ASC"), ["b", "c", "a"]);
  });

  it("a run tells first of the metric that was asked for, and of that tag", async () => {
    const [first] = (await client.get(`${own}/runs?metric=m7&tag=team&limit=1`)).list("runs");
    const [metric] = (first?.metrics ?? []) as { key: string }[];
    assert.equal(metric?.key, "m7");
    assert.deepEqual(first?.tags, [{ key: "team", value: "c" }]);
  });
});
