import assert from "node:assert/strict";
import { readExperiments, readRunChart, readRunDetail, readRunsPage } from "../../../src/shared/runs";
import { type Client, memoryClient } from "./client";

describe("what our own windows are told", () => {
  let client: Client;
  beforeEach(() => {
    client = memoryClient();
  });
  const ask = async (path: string): Promise<unknown> => JSON.parse((await client.get(`/api/tidemark/v1/${path}`)).text);
  const child = (parent: string, name: string) =>
    client.createRun({ run_name: name, tags: [{ key: "mlflow.parentRunId", value: parent }] });
  const namesOf = async (query: string) => readRunsPage(await ask(`runs?${query}`), "").runs.map(({ name }) => name);

  it("experiments have counts of their active runs", async () => {
    const run = await client.createRun({ start_time: 50 });
    await client.createRun({ start_time: 70 });
    const gone = await client.createRun({ start_time: 90 });
    await client.post("runs/update", { run_id: run, status: "FINISHED" });
    await client.post("runs/delete", { run_id: gone });
    const [experiment] = readExperiments(await ask("experiments"), "").experiments;
    assert.equal(experiment?.runs, 2);
    assert.equal(experiment?.running, 1);
    assert.equal(experiment?.last_run_time, 70);
  });

  it("runs stand as a tree: the top, and the children of each", async () => {
    const parent = await client.createRun({ run_name: "parent", start_time: 1 });
    await client.createRun({ run_name: "alone", start_time: 2 });
    await child(parent, "x");
    const y = await child(parent, "y");
    await child(y, "deep");
    const { runs } = readRunsPage(await ask("runs?experiment_id=0"), "");
    assert.deepEqual(
      runs.map(({ name, children }) => [name, children]),
      [
        ["alone", 0],
        ["parent", 2],
      ],
    );
    assert.deepEqual((await namesOf(`parent=${parent}`)).sort(), ["x", "y"]);
    assert.deepEqual(await namesOf(`parent=${y}`), ["deep"]);
    assert.equal((await namesOf("parent=any")).length, 5);
    assert.deepEqual(await namesOf(`filter=${encodeURIComponent("run_name = 'deep'")}`), ["deep"]);
    await client.post("runs/delete", { run_id: parent });
    assert.deepEqual((await namesOf("")).sort(), ["alone", "x", "y"]);
  });

  it("runs come in pages", async () => {
    for (let i = 0; i < 5; i++) await client.createRun({ run_name: `r${i}`, start_time: i + 1 });
    const first = readRunsPage(await ask("runs?limit=3"), "");
    assert.deepEqual(
      first.runs.map(({ name }) => name),
      ["r4", "r3", "r2"],
    );
    assert.deepEqual(await namesOf(`limit=3&page_token=${first.next_page_token}`), ["r1", "r0"]);
    assert.equal((await client.call("GET", "/api/tidemark/v1/runs?limit=0")).status, 400);
  });

  it("a run has its metrics as numbers, also those that JSON has no number for", async () => {
    const run = await client.createRun({ tags: [{ key: "mlflow.source.name", value: "train.py" }] });
    await client.post("runs/log-batch", {
      run_id: run,
      metrics: [
        { key: "nan", value: "NaN", timestamp: 1 },
        { key: "up", value: "Infinity", timestamp: 1 },
        { key: "system/cpu", value: 3, timestamp: 1 },
        { key: "loss", value: 0.5, timestamp: 1, step: 4 },
      ],
      params: [{ key: "lr", value: "0.1" }],
    });
    const detail = readRunDetail(await ask(`runs/${run}`), "");
    assert.deepEqual(
      detail.metrics.map(({ key, value }) => [key, value]),
      [
        ["nan", Number.NaN],
        ["up", Number.POSITIVE_INFINITY],
        ["loss", 0.5],
        ["system/cpu", 3],
      ],
    );
    assert.deepEqual(detail.params, [{ key: "lr", value: "0.1" }]);
    assert.equal(detail.source, "train.py");
    assert.equal(detail.metric_count, 4);
    assert.equal((await client.call("GET", "/api/tidemark/v1/runs/nobody")).status, 404);
  });

  it("a chart of many points shows every spike in few", async () => {
    const run = await client.createRun();
    for (let i = 0; i < 10; i++)
      await client.post("runs/log-batch", {
        run_id: run,
        metrics: Array.from({ length: 1000 }, (_, j) => {
          const step = i * 1000 + j;
          return { key: "m", value: step === 7777 ? 1e6 : Math.sin(step), timestamp: step, step };
        }),
      });
    const chart = readRunChart(await ask(`runs/${run}/chart?metric=m&points=200`), "");
    assert.equal(chart.reduced, true);
    assert.ok(chart.points.length <= 202, String(chart.points.length));
    assert.ok(chart.points.some(([step, value]) => step === 7777 && value === 1e6));
    const part = readRunChart(await ask(`runs/${run}/chart?metric=m&from=7770&to=7780&points=200`), "");
    assert.deepEqual(
      part.points.map(([step]) => step),
      Array.from({ length: 11 }, (_, i) => 7770 + i),
    );
    assert.deepEqual(readRunChart(await ask(`runs/${run}/chart?metric=nothing`), "").points, []);
  });
});
