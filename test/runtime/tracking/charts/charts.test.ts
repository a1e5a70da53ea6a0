import assert from "node:assert/strict";
import { inject } from "../../../../src/runtime/kernel/http/inject";
import { createRuntime } from "../../../../src/runtime/main";
import { type Charts, type ChartsQuery, readCharts } from "../../../../src/shared/charts";
import { type Client, memoryClient } from "../client";

const path = "/api/tidemark/v1/charts";

describe("charts of many series", () => {
  let client: Client;
  beforeEach(() => {
    client = memoryClient();
  });
  const ask = async (query: Partial<ChartsQuery>): Promise<Charts> => {
    const body = { axis: "step", points: 1000, ...query };
    const reply = await inject(createRuntime(client.kernel), { method: "POST", url: path, body });
    assert.equal(reply.status, 200, reply.body.toString());
    return readCharts(reply.body);
  };
  const log = (run: string, key: string, points: readonly (readonly [number, number | string, number?])[]) =>
    client.post("runs/log-batch", {
      run_id: run,
      metrics: points.map(([step, value, timestamp = 1000 + step]) => ({ key, value, step, timestamp })),
    });
  const one = async (run: string, metric: string, query: Partial<ChartsQuery> = {}) => {
    const [series] = (await ask({ ...query, series: [{ run, metric }] })).series;
    assert.ok(series);
    return series;
  };

  it("come in the order they were asked for; what is not there has no points", async () => {
    const run = await client.createRun();
    await log(run, "loss", [
      [0, 3],
      [1, "NaN"],
      [2, 1],
      [3, "-Infinity"],
    ]);
    const { series } = await ask({
      series: [
        { run: "nobody", metric: "loss" },
        { run, metric: "loss" },
        { run, metric: "nothing" },
      ],
    });
    const nothing = { x: new Float64Array(0), y: new Float64Array(0), count: 0, reduced: false };
    assert.deepEqual(series, [
      nothing,
      {
        x: Float64Array.of(0, 1, 2, 3),
        y: Float64Array.of(3, Number.NaN, 1, Number.NEGATIVE_INFINITY),
        count: 4,
        reduced: false,
        min: { x: 2, y: 1 },
        max: { x: 0, y: 3 },
        last: { x: 3, y: Number.NEGATIVE_INFINITY, step: 3, time: 1003 },
        reach: { from: 0, to: 3 },
      },
      nothing,
    ]);
  });

  it("stand over the time of day, over the time since the run began, or over another metric", async () => {
    const run = await client.createRun({ start_time: 900 });
    await log(run, "loss", [
      [0, 3],
      [1, 2],
      [2, 1],
    ]);
    await log(run, "samples", [
      [0, 64],
      [2, 256],
    ]);
    const time = await one(run, "loss", { axis: "time" });
    assert.deepEqual([...time.x], [1000, 1001, 1002]);
    const relative = await one(run, "loss", { axis: "relative", from: 100, to: 101 });
    assert.deepEqual([...relative.x], [100, 101, 102]);
    assert.deepEqual([relative.min, relative.last?.x], [{ x: 102, y: 1 }, 102]);
    const joined = await one(run, "loss", { axis: "metric:samples" });
    assert.deepEqual(
      [[...joined.x], [...joined.y]],
      [
        [64, 256],
        [3, 1],
      ],
    );
    assert.deepEqual([joined.max, joined.last?.x, joined.count], [{ x: 64, y: 3 }, 256, 3]);
  });

  it("a run whose start is said to be after its first point begins with that", async () => {
    const run = await client.createRun({ start_time: 5000 });
    await log(run, "loss", [
      [0, 3],
      [1, 2],
    ]);
    assert.deepEqual([...(await one(run, "loss", { axis: "relative" })).x], [0, 1]);
  });

  it("smoothing is over all points, also those that are not shown", async () => {
    const run = await client.createRun();
    const points = Array.from({ length: 900 }, (_, i) => [i, i % 2] as const);
    await log(run, "loss", points);
    const all = await one(run, "loss", { smooth: 0.99 });
    const part = await one(run, "loss", { smooth: 0.99, from: 890, to: 895 });
    assert.deepEqual([...part.x], [889, 890, 891, 892, 893, 894, 895, 896]);
    assert.deepEqual([...(part.smoothed ?? [])], [...(all.smoothed ?? [])].slice(889, 897));
    const few = await one(run, "loss", { smooth: 0.99, points: 16 });
    assert.ok(few.reduced && few.x.length <= 16);
    for (const [i, x] of few.x.entries()) assert.equal(few.smoothed?.[i], all.smoothed?.[x]);
    assert.ok(Math.abs((all.smoothed?.at(-1) ?? 0) - 0.5) < 0.01);
    await log(run, "loss", [[900, 100]]);
    assert.ok(
      ((await one(run, "loss", { smooth: 0.99 })).smoothed?.at(-1) ?? 0) > 1,
      "a run that goes on is smoothed anew",
    );
  });

  it("outliers can be told from the rest", async () => {
    const run = await client.createRun();
    await log(
      run,
      "loss",
      Array.from({ length: 200 }, (_, i) => [i, i === 3 ? 1e9 : i === 4 ? "NaN" : i] as const),
    );
    const { clipped } = await one(run, "loss", { clip: 0.02 });
    assert.ok(clipped && clipped.high < 200 && clipped.low >= 0 && clipped.low < 10, JSON.stringify(clipped));
    assert.equal((await one(run, "loss")).clipped, undefined);
  });

  it("a series of very many points is shown by its spikes, and in full where one looks closely", async () => {
    const run = await client.createRun({ start_time: 0 });
    const spike = 12_345;
    for (let from = 0; from < 30_000; from += 1000)
      await log(
        run,
        "m",
        Array.from({ length: 1000 }, (_, i) => {
          const step = from + i;
          return [step, step === spike ? 99 : Math.sin(step)] as const;
        }),
      );
    const far = await one(run, "m", { points: 200 });
    assert.ok(far.reduced && far.x.length <= 202 && far.count === 30_000);
    assert.equal(far.y[far.x.indexOf(spike)], 99);
    assert.deepEqual([far.max, far.last?.x, far.reach], [{ x: spike, y: 99 }, 29_999, { from: 0, to: 29_999 }]);
    const near = await one(run, "m", { points: 200, from: 100.5, to: 103.5 });
    assert.deepEqual([...near.x], [100, 101, 102, 103, 104]);
    const clock = await one(run, "m", { points: 200, axis: "relative", from: 1100, to: 1102 });
    assert.deepEqual([...clock.x], [1099, 1100, 1101, 1102, 1103]);
  });

  it("what cannot be asked for is refused", async () => {
    const series = [{ run: "r", metric: "m" }];
    for (const wrong of [
      { series, axis: "furlongs" },
      { series, points: 2 },
      { series, points: 5000 },
      { series, smooth: 1 },
      { series, clip: 0.5 },
      { series: Array.from({ length: 20_001 }, () => series[0]) },
    ])
      assert.equal((await client.call("POST", path, wrong)).status, 400, JSON.stringify(wrong).slice(0, 80));
  });
});
