import assert from "node:assert/strict";
import { inject } from "../../../../src/runtime/kernel/http/inject";
import { createRuntime } from "../../../../src/runtime/main";
import {
  type CellColumn,
  type CellsQuery,
  differs,
  mostDistinct,
  placeInFilter,
  type RunTable,
  readCells,
  readRunTable,
  readSparks,
  type TableQuery,
} from "../../../../src/shared/runTable";
import { type Client, memoryClient } from "../client";

const root = "/api/tidemark/v1/table";

describe("the run table", () => {
  let client: Client;
  beforeEach(() => {
    client = memoryClient();
  });
  const table = async (query: TableQuery = {}): Promise<RunTable> =>
    readRunTable(JSON.parse((await client.post(root, query)).text), "");
  const cells = async (query: CellsQuery): Promise<CellColumn[]> => {
    const reply = await inject(createRuntime(client.kernel), { method: "POST", url: `${root}/cells`, body: query });
    assert.equal(reply.status, 200, reply.body.toString());
    return readCells(reply.body);
  };
  const params = (run: string, values: Record<string, string>) =>
    client.post("runs/log-batch", {
      run_id: run,
      params: Object.entries(values).map(([key, value]) => ({ key, value })),
    });
  const metric = (run: string, key: string, points: readonly (readonly [step: number, value: number | string])[]) =>
    client.post("runs/log-batch", {
      run_id: run,
      metrics: points.map(([step, value]) => ({ key, value, step, timestamp: 1000 + step })),
    });
  const columnOf = (found: RunTable, key: string) => found.columns.find((column) => column.key === key);

  it("has the runs newest first, with what every page wants to know of them", async () => {
    const parent = await client.createRun({ run_name: "old", start_time: 10, user_id: "ada" });
    const tags = {
      "mlflow.parentRunId": parent,
      "mlflow.source.name": "train.py",
      "mlflow.source.git.commit": "abc",
      "mlflow.source.git.branch": "main",
      "mlflow.note.content": "a note",
      "tidemark.starred": "true",
      "tidemark.colour": "7",
    };
    await client.createRun({
      run_name: "<b>new</b>",
      start_time: 20,
      tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    });
    await client.post("runs/update", { run_id: parent, status: "FAILED", end_time: 15 });
    const { rows, total, statuses } = await table();
    assert.equal(total, 2);
    assert.deepEqual(statuses, { RUNNING: 1, SCHEDULED: 0, FINISHED: 0, FAILED: 1, KILLED: 0 });
    assert.deepEqual(rows.map(({ id, ...rest }) => rest)[0], {
      name: "<b>new</b>",
      status: "RUNNING",
      start_time: 20,
      experiment_id: "0",
      parent,
      source: "train.py",
      branch: "main",
      commit: "abc",
      colour: 7,
      starred: true,
      note: true,
      deleted: false,
    });
    assert.deepEqual(rows[1], {
      id: parent,
      name: "old",
      status: "FAILED",
      start_time: 10,
      end_time: 15,
      experiment_id: "0",
      user: "ada",
      starred: false,
      note: false,
      deleted: false,
    });
  });

  it("a star that was taken back, an empty note and a colour that is none are none", async () => {
    const odd = { "tidemark.starred": "false", "mlflow.note.content": "", "tidemark.colour": "url(x)" };
    await client.createRun({ tags: Object.entries(odd).map(([key, value]) => ({ key, value })) });
    const [row] = (await table()).rows;
    assert.deepEqual([row?.starred, row?.note, row?.colour], [false, false, undefined]);
  });

  it("knows of each column what it takes to tell what differs", async () => {
    const [a, b] = [await client.createRun(), await client.createRun()];
    await params(a, { lr: "1e-05", seed: "1", model: "tree", only: "x", mixed: "3" });
    await params(b, { lr: "0.1", seed: "1", model: "net", mixed: "three" });
    await metric(a, "loss", [[0, 0.5]]);
    await metric(b, "loss", [[0, "NaN"]]);
    await client.post("runs/set-tag", { run_id: a, key: "team", value: "blue" });
    const found = await table();
    assert.deepEqual(
      found.columns.map(({ key }) => key),
      ["params.lr", "params.seed", "params.model", "params.only", "params.mixed", "metrics.loss", "tags.team"],
      "tags of MLflow's own are no columns",
    );
    assert.deepEqual(columnOf(found, "params.lr"), {
      key: "params.lr",
      kind: "param",
      count: 2,
      distinct: 2,
      numeric: true,
      min: 1e-5,
      max: 0.1,
    });
    assert.deepEqual(columnOf(found, "metrics.loss"), {
      key: "metrics.loss",
      kind: "metric",
      count: 2,
      distinct: 2,
      numeric: true,
      min: 0.5,
      max: 0.5,
    });
    assert.equal(columnOf(found, "params.mixed")?.numeric, false);
    assert.deepEqual(
      found.columns.filter((column) => differs(column, 2)).map(({ key }) => key),
      ["params.lr", "params.model", "params.only", "params.mixed", "metrics.loss", "tags.team"],
    );
  });

  it("columns tell of the matching runs alone, and many values are counted up to a limit", async () => {
    for (let i = 0; i < mostDistinct + 20; i++)
      await params(await client.createRun(), { n: String(i), big: i < 5 ? "no" : "yes" });
    const all = await table();
    assert.deepEqual(
      [columnOf(all, "params.n")?.distinct, columnOf(all, "params.n")?.max],
      [mostDistinct, mostDistinct + 19],
    );
    const few = await table({ filter: "params.big = 'no'" });
    assert.equal(few.total, mostDistinct + 20);
    assert.equal(few.rows.length, 5);
    assert.deepEqual(columnOf(few, "params.n"), {
      key: "params.n",
      kind: "param",
      count: 5,
      distinct: 5,
      numeric: true,
      min: 0,
      max: 4,
    });
    assert.equal(columnOf(few, "params.big")?.distinct, 1);
  });

  it("shows deleted runs to those who ask", async () => {
    const run = await client.createRun({ run_name: "gone" });
    await client.createRun({ run_name: "here" });
    await client.post("runs/delete", { run_id: run });
    assert.deepEqual(
      (await table()).rows.map(({ name }) => name),
      ["here"],
    );
    assert.deepEqual(
      (await table({ view: "deleted" })).rows.map(({ name, deleted }) => [name, deleted]),
      [["gone", true]],
    );
    assert.equal((await table({ view: "all" })).rows.length, 2);
  });

  it("tells of some runs alone when those have changed", async () => {
    const run = await client.createRun({ run_name: "a" });
    await client.createRun({ run_name: "b" });
    await params(run, { lr: "1" });
    const found = await table({ runs: [run, "nobody"] });
    assert.deepEqual(
      found.rows.map(({ name }) => name),
      ["a"],
    );
    assert.equal(found.total, 2);
    assert.deepEqual(found.columns, []);
    assert.deepEqual((await table({ runs: [run], filter: "params.lr = '2'" })).rows, []);
  });

  it("says where a filter is wrong", async () => {
    const wrong: readonly (readonly [string, number])[] = [
      ["metrics.loss << 3", 14],
      ["params.lr = 'a' OR params.lr = 'b'", 16],
      ["params.lr = 'a", 12],
      ["params.lr =", 11],
      ["loss > 3", 0],
      ["params.lr = 'x' and teapots.x = 'y'", 20],
      ["metrics.loss = 'high'", 15],
    ];
    for (const [filter, place] of wrong) {
      const reply = await client.call("POST", root, { filter });
      assert.equal(reply.status, 400, filter);
      assert.equal(placeInFilter(String(reply.at("message")), filter), place, reply.text);
    }
  });

  describe("cells", () => {
    it("stand in the order of the runs that were asked for, absent ones as null", async () => {
      const [a, b] = [await client.createRun(), await client.createRun()];
      await params(a, { lr: "0.1", opt: "" });
      await params(b, { lr: "0.2" });
      await client.post("runs/set-tag", { run_id: b, key: "team", value: "blue" });
      const found = await cells({
        runs: [b, "nobody", a, b],
        columns: ["tags.team", "params.lr", "params.opt", "params.x"],
      });
      assert.deepEqual(found, [
        { key: "tags.team", kind: "tag", values: ["blue", null, null, "blue"] },
        { key: "params.lr", kind: "param", values: ["0.2", null, "0.1", "0.2"] },
        { key: "params.opt", kind: "param", values: [null, null, "", null] },
        { key: "params.x", kind: "param", values: [null, null, null, null] },
      ]);
    });

    it("of a metric tell the last, lowest and highest and where they were, and follow a run that goes on", async () => {
      const [a, b, c] = [await client.createRun(), await client.createRun(), await client.createRun()];
      await metric(a, "loss", [
        [5, 3],
        [1, 9],
        [2, "NaN"],
        [3, 0.5],
        [6, "Infinity"],
      ]);
      await metric(b, "loss", [[4, 2]]);
      await metric(c, "loss", [[4, "NaN"]]);
      const query = { runs: [a, b, c, "nobody"], columns: ["metrics.loss"] };
      const ask = async () => (await cells(query))[0];
      const { NaN: nan } = Number;
      const [before] = [await ask()];
      assert.deepEqual(before, {
        key: "metrics.loss",
        kind: "metric",
        count: Uint32Array.of(5, 1, 1, 0),
        last: Float64Array.of(Number.POSITIVE_INFINITY, 2, nan, 0),
        lastStep: Float64Array.of(6, 4, 4, 0),
        min: Float64Array.of(0.5, 2, nan, 0),
        max: Float64Array.of(9, 2, nan, 0),
        minStep: Float64Array.of(3, 4, nan, 0),
        maxStep: Float64Array.of(1, 4, nan, 0),
        firstStep: Float64Array.of(1, 4, 4, 0),
      });
      await metric(a, "loss", [[7, 0.25]]);
      await metric(b, "loss", [[5, 1]]);
      const after = await ask();
      assert.equal(after?.kind === "metric" && after.min?.join(), "0.25,1,NaN,0");
      assert.equal(after?.kind === "metric" && after.lastStep.join(), "7,5,4,0");
      const [short] = await cells({ ...query, facts: "last" });
      assert.deepEqual(short, {
        key: "metrics.loss",
        kind: "metric",
        count: Uint32Array.of(6, 2, 1, 0),
        last: Float64Array.of(0.25, 1, nan, 0),
        lastStep: Float64Array.of(7, 5, 4, 0),
      });
    });

    it("of a name with dots and slashes are found; a key without a family is refused", async () => {
      const run = await client.createRun();
      await metric(run, "val/loss.mean", [[0, 1]]);
      const [found] = await cells({ runs: [run], columns: ["metrics.val/loss.mean"] });
      assert.equal(found?.kind === "metric" && found.count[0], 1);
      const reply = await client.call("POST", `${root}/cells`, { runs: [run], columns: ["lr"] });
      assert.equal(reply.status, 400);
      assert.match(String(reply.at("message")), /^columns: 'lr' is no key/);
    });
  });

  it("every change of a run is told with the run's id", async () => {
    const run = await client.createRun();
    const heard: string[] = [];
    client.kernel.events.listen(({ kind, id }) => heard.push(`${kind} ${id}`));
    const about: readonly (readonly [string, string, object])[] = [
      ["run", "runs/set-tag", { run_id: run, key: "tidemark.starred", value: "true" }],
      ["run", "runs/delete-tag", { run_id: run, key: "tidemark.starred" }],
      ["run", "runs/update", { run_id: run, run_name: "better" }],
      ["run", "runs/log-parameter", { run_id: run, key: "lr", value: "1" }],
      ["metrics", "runs/log-metric", { run_id: run, key: "loss", value: 1, timestamp: 1 }],
      ["run", "runs/delete", { run_id: run }],
      ["run", "runs/restore", { run_id: run }],
    ];
    for (const [kind, path, body] of about) {
      await client.post(path, body);
      assert.deepEqual(heard.splice(0), [`${kind} ${run}`], path);
    }
  });

  it("sparks are short, finite and keep the extremes", async () => {
    const run = await client.createRun();
    const points = Array.from({ length: 900 }, (_, i) => [i, i === 500 ? -7 : Math.sin(i)] as const);
    await metric(run, "loss", [...points, [900, "NaN"]]);
    const reply = await client.post(`${root}/sparks`, { runs: [run, "nobody"], metric: "loss", points: 32 });
    const { sparks } = readSparks(JSON.parse(reply.text), "");
    assert.ok(sparks[0] && sparks[0].steps.length <= 34, String(sparks[0]?.steps.length));
    assert.ok(sparks[0].values.includes(-7));
    assert.ok(sparks[0].values.every(Number.isFinite));
    assert.deepEqual(sparks[1], { steps: [], values: [] });
    const many = Array.from({ length: 201 }, () => run);
    assert.equal((await client.call("POST", `${root}/sparks`, { runs: many, metric: "loss" })).status, 400);
  });
});
