import assert from "node:assert/strict";
import { selectFirst } from "../../../src/runtime/tracking/search/select";
import { type Client, memoryClient } from "./client";

describe("runs/search", () => {
  let client: Client;
  const names = new Map<unknown, string>();

  async function run(name: string, fields: { start: number; metrics?: object; params?: object; tags?: object }) {
    const id = await client.createRun({ run_name: name, start_time: fields.start, user_id: name });
    const pairs = (of: object = {}) => Object.entries(of).map(([key, value]) => ({ key, value }));
    await client.post("runs/log-batch", {
      run_id: id,
      metrics: pairs(fields.metrics).map((each) => ({ ...each, timestamp: 1 })),
      params: pairs(fields.params),
      tags: pairs(fields.tags),
    });
    names.set(id, name);
    return id;
  }

  async function search(fields: Record<string, unknown>): Promise<string> {
    const { list } = await client.post("runs/search", { experiment_ids: ["0"], ...fields });
    return list("runs")
      .map((each) => names.get((each.info as { run_id: string }).run_id))
      .join(" ");
  }
  const filter = (text: string) => search({ filter: text });
  const order = (...by: string[]) => search({ order_by: by });

  beforeEach(async () => {
    client = memoryClient();
    names.clear();
    await run("a", { start: 1, metrics: { acc: 0.5 }, params: { lr: "0.1" }, tags: { env: "prod" } });
    await run("b", { start: 2, metrics: { acc: "NaN" }, params: { lr: "10" }, tags: { env: "PROD" } });
    await run("c", { start: 3, metrics: { acc: 0.9, "val loss": 1 }, params: { lr: "2" } });
    await run("d", { start: 4, params: { other: "x" }, tags: { env: "dev", "a.b": "1" } });
    await run("e", { start: 5, metrics: { acc: "Infinity" }, params: { lr: "" } });
  });

  it("answers the newest first", async () => {
    assert.equal(await search({}), "e d c b a");
    assert.equal(await search({ experiment_ids: [] }), "");
    assert.equal(await search({ experiment_ids: ["77"] }), "");
  });

  it("compares metrics; NaN is only unequal, and what is missing is nothing", async () => {
    assert.equal(await filter("metrics.acc > 0.4"), "e c a");
    assert.equal(await filter("metrics.acc != 0.5"), "e c b");
    assert.equal(await filter("metrics.acc <= 0.9"), "c a");
    assert.equal(await filter("metrics.`val loss` = 1 AND params.lr = '2'"), "c");
    assert.equal(await filter("metrics.nothing < 1"), "");
  });

  it("compares params and tags as text", async () => {
    assert.equal(await filter("params.lr = '0.1'"), "a");
    assert.equal(await filter("params.lr != '0.1'"), "e c b");
    assert.equal(await filter("params.lr LIKE '%'"), "e c b a");
    assert.equal(await filter("params.lr LIKE '_'"), "c");
    assert.equal(await filter("params.lr IS NULL"), "d");
    assert.equal(await filter("params.nothing IS NULL"), "e d c b a");
    assert.equal(await filter("tags.env ILIKE 'prod'"), "b a");
    assert.equal(await filter("tags.env LIKE 'prod'"), "a");
    assert.equal(await filter("tags.a.b = '1'"), "d");
    assert.equal(await filter("params.lr != 'never seen'"), "e c b a");
  });

  it("compares attributes", async () => {
    assert.equal(await filter("start_time > 3"), "e d");
    assert.equal(await filter("run_name = 'b'"), "b");
    assert.equal(await filter("user_id LIKE '%c%'"), "c");
    assert.equal(await filter("end_time > 0"), "");
    const [id] = [...names].find(([, name]) => name === "d") ?? [];
    assert.equal(await filter(`run_id IN ('${id}', 'nobody')`), "d");
    assert.equal(await filter(`run_id NOT IN ('${id}')`), "e c b a");
    assert.equal(await filter(`run_id != '${id}'`), "e c b a");
  });

  it("orders metrics as numbers, then NaN, then what is missing, whichever way", async () => {
    assert.equal(await order("metrics.acc"), "a c e b d");
    assert.equal(await order("metrics.acc DESC"), "e c a b d");
  });

  it("orders the rest with what is missing last, equals by start", async () => {
    assert.equal(await order("params.lr"), "e a b c d");
    assert.equal(await order("params.lr DESC"), "c b a e d");
    assert.equal(await order("status", "start_time"), "a b c d e");
    assert.equal(await order("tags.env", "run_name DESC"), "b d a e c");
    assert.equal(await order("metrics.nothing"), "e d c b a");
  });

  it("pages without losing or repeating a run", async () => {
    const found: string[] = [];
    let token: unknown;
    do {
      const page = await client.post("runs/search", {
        experiment_ids: ["0"],
        order_by: ["metrics.acc"],
        max_results: 2,
        page_token: token,
      });
      for (const each of page.list("runs")) found.push(names.get((each.info as { run_id: string }).run_id) as string);
      token = page.at("next_page_token");
    } while (token !== undefined);
    assert.equal(found.join(" "), "a c e b d");
  });

  it("finds deleted runs only when asked", async () => {
    const [id] = [...names].find(([, name]) => name === "c") ?? [];
    await client.post("runs/delete", { run_id: id });
    assert.equal(await search({}), "e d b a");
    assert.equal(await search({ run_view_type: "DELETED_ONLY" }), "c");
    assert.equal(await search({ run_view_type: 3 }), "e d c b a");
    await client.post("runs/restore", { run_id: id });
    assert.equal(await search({}), "e d c b a");
  });

  it("finds runs by what they read", async () => {
    const [id] = [...names].find(([, name]) => name === "b") ?? [];
    const dataset = { name: "iris", digest: "d1", source_type: "local", source: "s" };
    const tags = [{ key: "mlflow.data.context", value: "train" }];
    await client.post("runs/log-inputs", { run_id: id, datasets: [{ dataset, tags }] });
    assert.equal(await filter("dataset.name LIKE 'ir%' AND datasets.context = 'train'"), "b");
    assert.equal(await filter("dataset.digest IN ('d2')"), "");
  });

  it("sees a change at once, also of a run it has answered before", async () => {
    const [id] = [...names].find(([, name]) => name === "a") ?? [];
    const before = await client.post("runs/search", { experiment_ids: ["0"], filter: "run_name = 'a'" });
    assert.deepEqual(before.at("runs.0.inputs"), {});
    await client.post("runs/log-metric", { run_id: id, key: "acc", value: 0.7, timestamp: 2 });
    await client.post("runs/log-inputs", { run_id: id, models: [{ model_id: "m-1" }] });
    const after = await client.post("runs/search", { experiment_ids: ["0"], filter: "run_name = 'a'" });
    assert.equal(after.at("runs.0.data.metrics.0.value"), 0.7);
    assert.deepEqual(after.at("runs.0.inputs"), { model_inputs: [{ model_id: "m-1" }] });
  });

  it("refuses what it cannot read, with the place", async () => {
    for (const [body, words] of [
      [{ filter: "metrics.acc > 'x'" }, /character 15/],
      [{ order_by: ["metrics.a", "metrics.a DESC"] }, /duplicate/],
      [{ order_by: ["dataset.name"] }, /order_by/],
      [{ max_results: 0 }, /max_results/],
      [{ max_results: 50_001 }, /at most 50000/],
      [{ page_token: "rubbish" }, /page token/],
      [{ experiment_ids: ["abc"] }, /Invalid experiment ID/],
      [{ experiment_ids: "0" }, /experiment_ids/],
    ] as const) {
      const answer = await client.call("POST", "runs/search", { experiment_ids: ["0"], ...body });
      assert.equal(answer.status, 400, JSON.stringify(body));
      assert.match(String(answer.at("message")), words);
    }
  });

  it("gives up on a pattern that would hold everybody up", async () => {
    for (let i = 0; i < 40; i++)
      await client.createRun({ tags: [{ key: "big", value: "ab".repeat(3999) + String(i) }] });
    const pattern = `%${"a_".repeat(2000)}c%`;
    const many = Array.from({ length: 60 }, () => `tags.big LIKE '${pattern}'`).join(" AND ");
    const start = performance.now();
    const answer = await client.call("POST", "runs/search", { experiment_ids: ["0"], filter: many.slice(0, 190_000) });
    assert.equal(answer.status, 400);
    assert.ok(performance.now() - start < 5000);
  });

  it("answers thousands of runs, in slices", async () => {
    for (let i = 0; i < 1100; i++) {
      const cells = { experiment_id: "0", lifecycle: "active", status: "FINISHED", name: `n${i}`, start_time: 100 + i };
      await client.kernel.store.commit([
        { do: "row", table: "runs", id: `run${i}` },
        { do: "set", table: "runs", id: `run${i}`, cells },
      ]);
    }
    const { list } = await client.post("runs/search", { experiment_ids: ["0"], max_results: 50_000 });
    assert.equal(list("runs").length, 1105);
    assert.deepEqual(new Set(list("runs").map((each) => (each.info as { run_id: string }).run_id)).size, 1105);
  });
});

describe("selection of the first few", () => {
  it("is the sorted beginning, also of sorted and of equal things", () => {
    const random = Array.from({ length: 500 }, (_, i) => (i * 7919) % 101);
    for (const values of [
      random,
      [...random].sort((a, b) => a - b),
      [...random].sort((a, b) => b - a),
      Array(500).fill(3),
    ])
      for (const count of [0, 1, 7, 100, 499, 500, 900]) {
        const compare = (a: number, b: number) => (values[a] as number) - (values[b] as number) || a - b;
        const items = Int32Array.from(values, (_, i) => i);
        const expected = [...items].sort(compare).slice(0, count);
        assert.deepEqual([...selectFirst(items, count, compare)], expected);
      }
  });
});
