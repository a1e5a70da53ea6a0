import assert from "node:assert/strict";
import { cpSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { createStore, type StoreOptions } from "../../../../src/runtime/kernel/store/durableStore";
import { createMemoryStore } from "../../../../src/runtime/kernel/store/memoryStore";
import { temporaryFolder } from "../temporary";
import { contents, keptLog, never, random, randomCommit } from "./storeRig";

const worker = resolve(__dirname, "../../../../../dist/storeWorker.js");

describe("a store on a real disk, with its worker", function () {
  this.timeout(60_000);
  const open = (home: string, options: Partial<StoreOptions> = {}) =>
    createStore({ home, worker, log: keptLog(), policy: never, ...options });

  it("reads the same after checkpoints of every kind and reopening", async () => {
    const home = join(temporaryFolder(), ".tidemark");
    const next = random(21);
    const model = createMemoryStore();
    let store = await open(home, { policy: { ...never, least: 60_000, most: 60_000 } });
    for (let i = 0; i < 150; i++) {
      const ops = randomCommit(next);
      await Promise.all([model.commit(ops), store.commit(ops)]);
    }
    assert.equal(await contents(store), await contents(model));
    await store.compact();
    assert.equal(await contents(store), await contents(model));
    await store.close();
    store = await open(home);
    assert.equal(await contents(store), await contents(model));
    await store.close();
    assert.ok(readdirSync(join(home, "store")).some((name) => name.startsWith("seg-")));
  });

  it("keeps what is written while the worker seals what was before", async () => {
    const home = join(temporaryFolder(), ".tidemark");
    let store = await open(home);
    const put = (key: string, doc: string) => store.commit([{ do: "put", in: "cold:spans", key, doc }]);
    const log = (value: number) =>
      store.commit([
        {
          do: "points",
          table: "runs",
          id: "r",
          points: { names: ["m"], series: [0], values: [value], steps: [value], times: [value] },
        },
      ]);
    await store.commit([{ do: "row", table: "runs", id: "r" }]);
    for (const key of ["replaced", "dropped", "kept"]) await put(key, "old");
    for (const value of [1, 2, 3]) await log(value);
    await store.compact();
    await put("fresh", "old");
    for (const value of [4, 5]) await log(value);
    const sealing = store.compact();
    await new Promise((wake) => setTimeout(wake, 20)); // the worker takes longer to start
    for (const key of ["replaced", "fresh"]) await put(key, "new");
    await store.commit([{ do: "drop", in: "cold:spans", key: "dropped" }]);
    for (const value of [6, 7]) await log(value);
    const check = async (when: string) => {
      const found = await Promise.all(
        ["replaced", "fresh", "dropped", "kept"].map((key) => store.cold("cold:spans", key)),
      );
      assert.deepEqual(found, ["new", "new", undefined, "old"], when);
      assert.deepEqual([...(await store.history("runs", "r", "m")).values], [1, 2, 3, 4, 5, 6, 7], when);
    };
    await check("under way");
    await sealing;
    await check("sealed");
    await store.close();
    store = await open(home);
    await check("reopened");
    await store.compact();
    await check("sealed again");
    await store.close();
  });

  it("opens as a copy in another folder", async () => {
    const home = join(temporaryFolder(), ".tidemark");
    const store = await open(home);
    await store.commit([{ do: "put", in: "audit", key: "a", doc: 1 }]);
    const copy = join(temporaryFolder(), "copy");
    cpSync(home, copy, { recursive: true });
    await store.close();
    const opened = await open(copy);
    await opened.commit([{ do: "put", in: "audit", key: "b", doc: 1 }]);
    assert.deepEqual([...opened.docs("audit").keys()], ["a", "b"]);
    await opened.close();
  });

  it("makes no folder before something is written", async () => {
    const home = join(temporaryFolder(), ".tidemark");
    const store = await open(home);
    assert.equal(store.docs("audit").size, 0);
    assert.deepEqual((await store.sql("SELECT 1")).rows, [[1]]);
    await store.close();
    assert.throws(() => readdirSync(home), /ENOENT/);
  });

  it("does not hold the process's other work up while it seals", async () => {
    const home = join(temporaryFolder(), ".tidemark");
    const store = await open(home);
    const steps = Float64Array.from({ length: 200_000 }, (_, i) => i);
    for (let run = 0; run < 5; run++)
      await store.commit([
        { do: "row", table: "runs", id: `r${run}` },
        {
          do: "points",
          table: "runs",
          id: `r${run}`,
          points: {
            names: ["m"],
            series: new Uint32Array(steps.length),
            values: steps.map(Math.sin),
            steps,
            times: steps,
          },
        },
      ]);
    let longest = 0;
    let last = performance.now();
    const beat = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    const since = performance.now();
    await store.compact();
    const whole = performance.now() - since;
    clearInterval(beat);
    await store.close();
    assert.ok(whole > 100, `sealing takes a while: ${whole} ms`);
    assert.ok(longest < whole / 2, `a pause of ${longest} ms in ${whole} ms`);
  });
});
