import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createStore } from "../../../../src/runtime/kernel/store/durableStore";
import { openSqlite } from "../../../../src/runtime/kernel/store/sqlite";
import type { Store } from "../../../../src/runtime/kernel/store/store";
import { ApiError } from "../../../../src/shared/apiError";
import { temporaryFolder } from "../temporary";
import { keptLog, never } from "./storeRig";

const worker = resolve(__dirname, "../../../../../dist/storeWorker.js");
const views = [
  "CREATE VIEW metrics AS SELECT id AS run_id, key, value, step FROM runs_series",
  "CREATE VIEW names AS SELECT key FROM registered",
];

async function open(home: string): Promise<Store> {
  return createStore({ home, log: keptLog(), worker, views, policy: never });
}

describe("SQL over a store", function () {
  this.timeout(60_000);
  const home = join(temporaryFolder(), ".tidemark");
  let store: Store;
  before(async () => {
    store = await open(home);
    await store.commit([
      { do: "row", table: "runs", id: "r1" },
      {
        do: "set",
        table: "runs",
        id: "r1",
        cells: { name: "first", start_time: 5, "param:lr": "0.1", "tag:a:b": "c", NAME: "twin" },
      },
      {
        do: "points",
        table: "runs",
        id: "r1",
        points: { names: ["loss"], series: [0, 0], values: [2, 1], steps: [0, 1], times: [7, 8] },
      },
      { do: "put", in: "logged-models", key: "m1", doc: { size: 3 } },
      { do: "put", in: "cold:spans", key: "t1", doc: { big: true } },
    ]);
  });
  after(() => store.close());

  it("answers from tables, families, series, collections and views", async () => {
    const all = async (query: string) => (await store.sql(query)).rows;
    assert.deepEqual(await all("SELECT id, name, start_time FROM runs"), [["r1", "first", 5]]);
    assert.deepEqual(await all("SELECT * FROM runs_param"), [["r1", "lr", "0.1"]]);
    assert.deepEqual(await all("SELECT key, value FROM runs_tag"), [["a:b", "c"]]);
    assert.deepEqual(await all("SELECT * FROM runs_series"), [["r1", "loss", 1, 1, 8, 2]]);
    assert.deepEqual(await all("SELECT json_extract(doc, '$.size') FROM logged_models"), [[3]]);
    assert.deepEqual(await all("SELECT key FROM cold_spans"), [["t1"]]);
    assert.deepEqual(await store.sql("SELECT run_id, value FROM metrics"), {
      columns: ["run_id", "value"],
      rows: [["r1", 1]],
      truncated: false,
    });
    assert.deepEqual(await all("SELECT * FROM names"), [], "a view of what nobody wrote yet");
  });

  it("is as of now", async () => {
    await store.commit([{ do: "row", table: "runs", id: "r2" }]);
    assert.deepEqual((await store.sql("SELECT count(*) FROM runs")).rows, [[2]]);
    await store.compact();
    await store.commit([{ do: "purge", table: "runs", id: "r2" }]);
    assert.deepEqual((await store.sql("SELECT count(*) FROM runs")).rows, [[1]]);
  });

  it("stops at the limit and says so", async () => {
    const counting = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
    const { rows, truncated } = await store.sql(counting, 3);
    assert.deepEqual(rows, [[1], [2], [3]]);
    assert.equal(truncated, true);
  });

  for (const query of [
    "DELETE FROM runs",
    " /* a */ -- b\n drop table runs",
    "SELECT 1; DELETE FROM runs",
    "WITH x AS (SELECT 1) DELETE FROM runs",
    "PRAGMA query_only = OFF",
    "PRAGMA writable_schema",
    "ATTACH 'x' AS y",
    "",
    "SELECT nothing FROM nowhere",
  ])
    it(`refuses ${JSON.stringify(query)}`, async () => {
      await assert.rejects(store.sql(query), (error: unknown) => {
        assert.ok(error instanceof ApiError && error.code === "INVALID_PARAMETER_VALUE", String(error));
        return true;
      });
      assert.deepEqual((await store.sql("SELECT count(*) FROM runs")).rows, [[1]]);
    });

  it("leaves a SQLite file that any tool opens", async () => {
    await store.compact();
    const [file = ""] = readdirSync(join(home, "store")).filter((name) => name.endsWith(".sqlite"));
    const db = await openSqlite(readFileSync(join(home, "store", file)));
    assert.deepEqual(db.all("SELECT name FROM runs"), [{ name: "first" }]);
    assert.deepEqual(db.all("SELECT value FROM metrics"), [{ value: 1 }]);
    db.close();
  });
});
