import assert from "node:assert/strict";
import type { Op } from "../../../../src/runtime/kernel/store/change";
import { createMemoryStore } from "../../../../src/runtime/kernel/store/memoryStore";
import { createFakeDisk, type FakeDisk } from "./fakeDisk";
import { contents, keptLog, never, openOn, random, randomCommit } from "./storeRig";

/** What a scenario wrote: the requests in order, and how many were answered before the power went. */
interface Written {
  readonly disk: FakeDisk;
  readonly operations: number;
  readonly acknowledged: number;
}

const powerLoss = new Error("the power went");

/** Requests with compactions between, or with checkpoints as they fall due; the power goes at the given operation, for good. */
async function run(requests: readonly (readonly Op[])[], at: number, compacting: boolean): Promise<Written> {
  const disk = createFakeDisk();
  disk.fault = (_, count) => {
    if (count >= at) throw powerLoss;
  };
  let acknowledged = 0;
  const store = await openOn(disk, compacting ? {} : { policy: { ...never, least: 2000, most: 2000 } });
  for (const [i, ops] of requests.entries()) {
    if (compacting && i % 5 === 4) await store.compact().catch(() => undefined); // the power went
    try {
      await store.commit(ops);
      acknowledged = i + 1;
    } catch {
      break; // the power went
    }
  }
  return { disk, operations: disk.operations.length, acknowledged };
}

/** What the store must be after the first requests, by their number. */
async function states(requests: readonly (readonly Op[])[]): Promise<string[]> {
  const model = createMemoryStore();
  const all = [await contents(model)];
  for (const ops of requests) {
    await model.commit(ops);
    all.push(await contents(model));
  }
  return all;
}

describe("when the power goes", () => {
  for (const seed of [1, 2, 3, 4])
    it(`at any operation of the disk, whatever of the unsynced survives, nothing answered is lost and no request is half (${seed})`, async () => {
      const next = random(seed);
      const requests = Array.from({ length: 14 }, () => randomCommit(next));
      const expected = await states(requests);
      const { operations } = await run(requests, Number.POSITIVE_INFINITY, seed % 2 === 0);
      assert.ok(operations > 60, `${operations} operations`);
      for (let at = 1; at <= operations; at++) {
        const { disk, acknowledged } = await run(requests, at, seed % 2 === 0);
        const fates = [() => false, () => true, () => next() < 0.5, () => next() < 0.8];
        for (const [fate, survives] of fates.entries()) {
          const log = keptLog();
          const store = await openOn(disk.afterPowerLoss(survives), { log });
          const found = expected.indexOf(await contents(store), 0);
          const where = `operation ${at} (${disk.operations[at - 1]}), fate ${fate}: ${log.said.join("; ")}`;
          assert.notEqual(found, -1, `a state that never was, ${where}`);
          assert.ok(
            expected.lastIndexOf(expected[found] as string) >= acknowledged,
            `${found} of ${acknowledged}, ${where}`,
          );
          assert.ok(!log.said.some((line) => /damaged|missing/.test(line)), where);
          await store.commit([{ do: "put", in: "after", key: "k", doc: 1 }]);
        }
      }
    });

  it("an answer follows its sync", async () => {
    const disk = createFakeDisk();
    const store = await openOn(disk);
    for (let i = 0; i < 20; i++) {
      await store.commit([{ do: "put", in: "audit", key: `${i}`, doc: i }]);
      assert.match(disk.operations.at(-1) ?? "", /^sync wal/);
      const left = await openOn(disk.afterPowerLoss(() => false));
      assert.ok(left.docs("audit").has(`${i}`), `request ${i}`);
    }
  });

  it("nothing is seen that is not durable", async () => {
    const disk = createFakeDisk();
    const store = await openOn(disk);
    await store.commit([{ do: "put", in: "audit", key: "a", doc: 1 }]);
    let seen: number | undefined;
    disk.fault = (operation) => {
      if (operation.startsWith("sync wal")) seen = store.docs("audit").size;
    };
    await store.commit([{ do: "put", in: "audit", key: "b", doc: 1 }]);
    assert.equal(seen, 1);
  });
});
