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
