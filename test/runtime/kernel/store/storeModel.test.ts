import assert from "node:assert/strict";
import { createMemoryStore } from "../../../../src/runtime/kernel/store/memoryStore";
import { createFakeDisk } from "./fakeDisk";
import { contents, openOn, random, randomCommit } from "./storeRig";

describe("a durable store", () => {
  for (let seed = 1; seed <= 6; seed++)
    it(`reads like one in memory, whatever is written, sealed, compacted and reopened (seed ${seed})`, async () => {
      const next = random(seed);
      const disk = createFakeDisk();
      const model = createMemoryStore();
      let store = await openOn(disk);
      for (let round = 0; round < 12; round++) {
        for (let i = 0; i < 12; i++) {
          const ops = randomCommit(next);
          await Promise.all([model.commit(ops), store.commit(ops)]);
        }
        const then = next();
        if (then < 0.4) {
          await store.close();
          store = await openOn(disk, then < 0.15 ? { policy: { closeBytes: 0 } } : {});
        } else if (then < 0.6) await store.compact();
        else if (then < 0.9) {
          // closing seals everything that is in the journal
          await (await reopened(store, { closeBytes: 0 })).close();
          store = await openOn(disk);
        }
        assert.equal(await contents(store), await contents(model), `round ${round}`);
      }
      await store.close();

      async function reopened(old: typeof store, policy: object) {
        await old.close();
        return openOn(disk, { policy });
      }
    });

  it("gives the same ordinals again, since sealed points are filed under them", async () => {
    const disk = createFakeDisk();
    let store = await openOn(disk);
    await store.commit(["a", "b", "c"].map((id) => ({ do: "row", table: "runs", id }) as const));
    await store.commit([{ do: "purge", table: "runs", id: "b" }]);
    await store.compact();
    await store.commit([{ do: "row", table: "runs", id: "b" }]);
    await store.close();
    store = await openOn(disk);
    assert.deepEqual(
      ["a", "b", "c"].map((id) => store.table("runs").ordinal(id)),
      [0, 3, 2],
    );
  });

  it("keeps a checkpoint under way apart from what is written meanwhile", async () => {
    const disk = createFakeDisk();
    const model = createMemoryStore();
    const next = random(77);
    let store = await openOn(disk);
    const write = async () => {
      const ops = randomCommit(next);
      await Promise.all([model.commit(ops), store.commit(ops)]);
    };
    for (let i = 0; i < 100; i++) await write();
    for (let i = 0; i < 8; i++) {
      const sealing = store.compact();
      for (let each = 0; each < 10; each++) await write();
      await sealing;
      assert.equal(await contents(store), await contents(model));
    }
    await store.close();
    store = await openOn(disk);
    assert.equal(await contents(store), await contents(model));
  });

  it("puts commits of one turn into one write and one sync", async () => {
    const disk = createFakeDisk();
    const store = await openOn(disk);
    await store.commit([{ do: "row", table: "runs", id: "r" }]);
    const before = disk.operations.length;
    await Promise.all(
      Array.from({ length: 50 }, (_, i) => store.commit([{ do: "put", in: "audit", key: `${i}`, doc: i }])),
    );
    assert.deepEqual(disk.operations.slice(before), ["write wal-000001.log", "sync wal-000001.log"]);
  });

  it("runs those who name a common key one after the other", async () => {
    const store = await openOn(createFakeDisk());
    const seen: string[] = [];
    const work = (name: string) => async () => {
      seen.push(`${name} in`);
      await store.commit([{ do: "put", in: "audit", key: name, doc: 1 }]);
      seen.push(`${name} out`);
    };
    await Promise.all([store.exclusive(["k", "other"], work("a")), store.exclusive(["k"], work("b"))]);
    assert.deepEqual(seen, ["a in", "a out", "b in", "b out"]);
  });
});
