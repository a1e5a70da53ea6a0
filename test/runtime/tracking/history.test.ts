import assert from "node:assert/strict";
import { type Client, memoryClient } from "./client";

describe("the history of a metric", () => {
  let client: Client;
  let run: string;
  beforeEach(async () => {
    client = memoryClient();
    run = await client.createRun();
  });
  const log = (points: readonly (readonly [value: number | string, timestamp: number, step: number])[]) =>
    client.post("runs/log-batch", {
      run_id: run,
      metrics: points.map(([value, timestamp, step]) => ({ key: "m", value, timestamp, step })),
    });
  const get = (query: string) => client.get(`metrics/get-history?run_id=${run}&metric_key=m${query}`);

  it("comes in the order of time, then step, then value, each point once", async () => {
    await log([
      [3, 20, 1],
      [1, 10, 2],
      [1, 10, 2],
      ["NaN", 10, 1],
      ["-Infinity", 10, 2],
    ]);
    const { list } = await get("");
    assert.deepEqual(
      list("metrics").map(({ value, timestamp, step }) => [value, timestamp, step]),
      [
        ["NaN", 10, 1],
        ["-Infinity", 10, 2],
        [1, 10, 2],
        [3, 20, 1],
      ],
    );
  });

  it("comes whole without max_results, and in pages with it", async () => {
    await log(Array.from({ length: 50 }, (_, i) => [i, i, i] as const));
    assert.equal((await get("")).list("metrics").length, 50);
    const values: unknown[] = [];
    let token = "";
    do {
      const page = await get(`&max_results=20${token}`);
      values.push(...page.list("metrics").map(({ value }) => value));
      token = page.at("next_page_token") === undefined ? "" : `&page_token=${page.at("next_page_token")}`;
    } while (token !== "");
    assert.deepEqual(
      values,
      Array.from({ length: 50 }, (_, i) => i),
    );
  });

  it("is empty for what was never logged", async () => {
    assert.equal((await get("")).text, "{}");
    assert.equal((await client.get("metrics/get-history?run_id=nobody&metric_key=m")).text, "{}");
    assert.equal((await client.call("GET", `metrics/get-history?run_id=${run}`)).status, 400);
    assert.equal(
      (await client.call("GET", `metrics/get-history?run_id=${run}&metric_key=m&max_results=0`)).status,
      400,
    );
    assert.equal((await client.call("GET", `metrics/get-history?run_id=${run}&metric_key=m&page_token=x`)).status, 400);
  });

  it("of 100,000 points leaves others their turn", async () => {
    const values = new Float64Array(100_000).map((_, i) => i / 7);
    const steps = values.map((_, i) => i);
    const points = { names: ["m"], series: new Uint32Array(100_000), values, steps, times: steps };
    await client.kernel.store.commit([{ do: "points", table: "runs", id: run, points }]);
    let turns = 0;
    let isAnswering = true;
    const others = (async () => {
      for (; isAnswering; turns++) await new Promise((resolve) => setImmediate(resolve));
    })();
    const { text } = await get("");
    isAnswering = false;
    await others;
    assert.equal(text.split('"key"').length - 1, 100_000);
    assert.ok(turns >= 20, `others had ${turns} turns`);
  });

  it("of several runs is sampled evenly, with its last point", async () => {
    await log(Array.from({ length: 50 }, (_, i) => [i, i, i] as const));
    const url = "/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval";
    const { list } = await client.get(`${url}?run_ids=${run}&metric_key=m&max_results=7`);
    assert.deepEqual(
      list("metrics").map(({ step }) => step),
      [0, 8, 15, 22, 29, 36, 49],
    );
    const some = await client.get(`${url}?run_ids=${run}&metric_key=m&start_step=5&end_step=7`);
    assert.deepEqual(
      some.list("metrics").map(({ step }) => step),
      [5, 6, 7],
    );
    assert.equal((await client.call("GET", `${url}?run_ids=${run}&metric_key=m&start_step=5`)).status, 400);
  });
});
