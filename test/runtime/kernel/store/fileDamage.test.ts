import assert from "node:assert/strict";
import { join } from "node:path";
import { copyOf, createFakeDisk, type FakeDisk, folder } from "./fakeDisk";
import { contents, keptLog, never, openOn, random, randomCommit } from "./storeRig";

const sealAtClose = { policy: { ...never, closeBytes: 0 } };

/** A store with two generations of images, segments, and a journal after them. */
async function filled(): Promise<{ disk: FakeDisk; expected: string }> {
  const next = random(9);
  const disk = createFakeDisk();
  for (const options of [sealAtClose, sealAtClose, {}]) {
    const store = await openOn(disk, options);
    for (let i = 0; i < 25; i++) await store.commit(randomCommit(next));
    await store.close();
  }
  return { disk, expected: await contents(await openOn(disk)) };
}

function named(disk: FakeDisk, pattern: RegExp): string[] {
  return disk
    .list(folder)
    .filter((name) => pattern.test(name))
    .sort()
    .map((name) => join(folder, name));
}

function flip(disk: FakeDisk, path: string, at: number): void {
  const bytes = disk.bytes(path);
  bytes[at] = (bytes[at] as number) ^ 0x10;
  disk.put(path, bytes);
}

describe("a damaged file of the store", () => {
  it("a MANIFEST that is garbled, empty or gone is done without", async () => {
    const { disk, expected } = await filled();
    for (const bytes of ["{", "", undefined]) {
      const damaged = copyOf(disk);
      const path = join(folder, "MANIFEST");
      if (bytes === undefined) damaged.remove(path);
      else damaged.put(path, Buffer.from(bytes));
      const log = keptLog();
      assert.equal(await contents(await openOn(damaged, { log })), expected);
      assert.ok(log.said.some((line) => line.includes(path)) || bytes === undefined);
    }
  });

  it("an image with a flipped bit anywhere is recovered from the one before and the journal since", async () => {
    const { disk, expected } = await filled();
    const [, newest = ""] = named(disk, /^image/);
    const size = disk.bytes(newest).length;
    for (let at = 0; at < size; at += Math.ceil(size / 25)) {
      const damaged = copyOf(disk);
      flip(damaged, newest, at);
      const log = keptLog();
      const store = await openOn(damaged, { log });
      assert.equal(await contents(store), expected, `byte ${at}`);
      if (log.said.length === 0) continue; // nothing is kept in the first bytes
      assert.ok(log.said[0]?.includes(newest), log.said[0]);
      await store.compact();
      await store.close();
      const quiet = keptLog();
      assert.equal(await contents(await openOn(damaged, { log: quiet })), expected, "and sealed anew");
      assert.deepEqual(quiet.said, []);
    }
  });

  it("when no image is whole, every part that is comes back", async () => {
    const disk = createFakeDisk();
    const store = await openOn(disk);
    await store.commit([
      { do: "row", table: "runs", id: "r" },
      { do: "set", table: "runs", id: "r", cells: { name: "kept" } },
      { do: "put", in: "audit", key: "secret-word", doc: 1 },
    ]);
    await store.compact();
    await store.close();
    const [image = ""] = named(disk, /^image/);
    flip(disk, image, disk.bytes(image).indexOf("secret-word"));
    const log = keptLog();
    const opened = await openOn(disk, { log });
    assert.equal(opened.table("runs").text("name", 0), "kept");
    assert.equal(opened.docs("audit").size, 0);
    assert.match(log.said.join("\n"), /collection audit is lost/);
    await opened.commit([{ do: "put", in: "audit", key: "new", doc: 1 }]);
    assert.equal(disk.list(join(folder, "damaged")).length, 1, "a copy is kept");
  });

  it("a segment with a damaged block costs that block and is told of", async () => {
    const disk = createFakeDisk();
    const store = await openOn(disk);
    const steps = Float64Array.from({ length: 5000 }, (_, i) => i);
    await store.commit([
      { do: "row", table: "runs", id: "r" },
      {
        do: "points",
        table: "runs",
        id: "r",
        points: { names: ["m"], series: new Uint32Array(5000), values: steps, steps, times: steps },
      },
    ]);
    await store.compact();
    await store.close();
    const [segment = ""] = named(disk, /^seg/);
    flip(disk, segment, 5 * 136 + 100);
    const log = keptLog();
    const opened = await openOn(disk, { log });
    const { steps: read } = await opened.history("runs", "r", "m");
    assert.deepEqual([...read], [...steps.subarray(1000)]);
    assert.match(log.said.join("\n"), /seg-000001\.ts: the block at byte 688 is damaged/);
    await opened.compact();
    assert.equal((await opened.history("runs", "r", "m")).steps.length, 4000, "compaction drops nothing more");
  });

  it("a damaged document is an error, and only for who reads it", async () => {
    const disk = createFakeDisk();
    const store = await openOn(disk);
    for (const key of ["good", "bad"])
      await store.commit([{ do: "put", in: "cold:spans", key, doc: `the ${key} one` }]);
    await store.compact();
    await store.close();
    const [segment = ""] = named(disk, /^seg/);
    flip(disk, segment, disk.bytes(segment).indexOf("the bad one"));
    const opened = await openOn(disk);
    assert.equal(await opened.cold("cold:spans", "good"), "the good one");
    await assert.rejects(opened.cold("cold:spans", "bad"), /seg-000001\.ts: the document at byte \d+ is damaged/);
  });

  it("a segment whose end is torn off, or that is gone, never keeps the store from opening", async () => {
    const { disk } = await filled();
    for (const segment of named(disk, /^seg/)) {
      for (const damage of ["cut", "gone"]) {
        const damaged = copyOf(disk);
        if (damage === "cut") damaged.put(segment, disk.bytes(segment).subarray(0, 100));
        else damaged.remove(segment);
        const log = keptLog();
        const store = await openOn(damaged, { log });
        for (const id of ["row0", "row1", "row2"]) await store.history("runs", id, "loss");
        await store.commit([{ do: "put", in: "audit", key: "k", doc: 1 }]);
        await store.compact();
      }
    }
  });
});
