import assert from "node:assert/strict";
import { join } from "node:path";
import { crc32 as native } from "node:zlib";
import { byTable, crc32 } from "../../../../src/runtime/kernel/store/crc";
import { copyOf, createFakeDisk, type FakeDisk, folder } from "./fakeDisk";
import { keptLog, openOn } from "./storeRig";

const wal = join(folder, "wal-000001.log");

/** Requests 0…count-1, each a document and a point; and where each frame ends. */
async function written(count: number): Promise<{ disk: FakeDisk; ends: number[] }> {
  const disk = createFakeDisk();
  const store = await openOn(disk);
  const ends: number[] = [];
  for (let i = 0; i < count; i++) {
    await store.commit([
      { do: "row", table: "runs", id: "r" },
      { do: "put", in: "audit", key: `${i}`, doc: { i } },
      {
        do: "points",
        table: "runs",
        id: "r",
        points: { names: ["loss"], series: [0], values: [i / 3], steps: [i], times: [i] },
      },
    ]);
    ends.push(disk.bytes(wal).length);
  }
  await store.close();
  return { disk, ends };
}

/** How many requests are there, having checked that they are the first ones, whole; and that the store takes more. */
async function recovered(disk: FakeDisk): Promise<{ count: number; said: readonly string[] }> {
  const log = keptLog();
  const store = await openOn(disk, { log });
  const keys = [...store.docs("audit").keys()];
  assert.deepEqual(
    keys,
    Array.from(keys, (_, i) => `${i}`),
  );
  assert.deepEqual(
    [...(await store.history("runs", "r", "loss")).steps],
    Array.from(keys, (_, i) => i),
  );
  await store.commit([{ do: "put", in: "after", key: "k", doc: 1 }]);
  await store.close();
  const again = await openOn(disk);
  assert.equal(again.docs("audit").size, keys.length, "the same at the next start");
  assert.equal(again.docs("after").size, 1);
  return { count: keys.length, said: log.said };
}

describe("a damaged journal", () => {
  it("loses only the record that was being written, wherever it was cut", async () => {
    const { disk, ends } = await written(4);
    const whole = disk.bytes(wal);
    for (let end = ends[2] as number; end < whole.length; end++) {
      const torn = copyOf(disk);
      torn.put(wal, whole.subarray(0, end));
      const { count, said } = await recovered(torn);
      assert.equal(count, 3, `cut at ${end}`);
      assert.equal(said.length, end === ends[2] ? 0 : 1, "one line");
      if (said[0]) assert.ok(said[0].includes(wal) && said[0].includes(`byte ${ends[2]}`), said[0]);
    }
  });

  it("never takes a flipped bit of the last record for a record", async () => {
    const { disk, ends } = await written(3);
    const whole = disk.bytes(wal);
    for (let bit = (ends[1] as number) * 8; bit < whole.length * 8; bit++) {
      const flipped = Buffer.from(whole);
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      const torn = copyOf(disk);
      torn.put(wal, flipped);
      assert.equal((await recovered(torn)).count, 2, `bit ${bit}`);
    }
  });

  it("takes zeros at the end for room that was not used", async () => {
    const { disk } = await written(2);
    const whole = disk.bytes(wal);
    for (const zeros of [1, 16, 17, 4096]) {
      const padded = copyOf(disk);
      padded.put(wal, Buffer.concat([whole, Buffer.alloc(zeros)]));
      assert.deepEqual(await recovered(padded), { count: 2, said: [] });
    }
  });

  it("cuts a record whose end is zeros", async () => {
    const { disk, ends } = await written(3);
    for (let from = (ends[1] as number) + 1; from < (ends[2] as number); from += 7) {
      const zeroed = copyOf(disk);
      const bytes = disk.bytes(wal);
      bytes.fill(0, from);
      zeroed.put(wal, bytes);
      assert.equal((await recovered(zeroed)).count, 2, `from ${from}`);
    }
  });

  it("keeps a copy of what is damaged in the middle, says where, and goes on with what came before", async () => {
    const { disk, ends } = await written(6);
    for (const at of [ends[1] as number, (ends[1] as number) + 3, (ends[1] as number) + 30]) {
      const damaged = copyOf(disk);
      const bytes = disk.bytes(wal);
      bytes[at] = (bytes[at] as number) ^ 0x55;
      damaged.put(wal, bytes);
      const { count, said } = await recovered(damaged);
      assert.equal(count, 2);
      assert.equal(said.length, 1);
      assert.match(said[0] as string, new RegExp(`wal-000001.log: it is damaged, at byte ${ends[1]}; .* a copy`));
      const [copy = ""] = damaged.list(join(folder, "damaged"));
      assert.deepEqual(damaged.bytes(join(folder, "damaged", copy)), bytes);
    }
  });

  it("leaves the segments beside a damaged one as they are", async () => {
    const { disk, ends } = await written(3);
    const store = await openOn(disk);
    await store.commit([{ do: "put", in: "later", key: "k", doc: 1 }]);
    await store.close();
    const bytes = disk.bytes(wal);
    bytes[(ends[1] as number) + 20] = 0xff;
    disk.put(wal, bytes);
    const log = keptLog();
    const opened = await openOn(disk, { log });
    assert.equal(opened.docs("later").size, 1);
    assert.equal(opened.docs("audit").size, 2);
    assert.ok(log.said.some((line) => line.includes(`byte ${ends[1]}`)));
    assert.ok(log.said.some((line) => line.includes("requests are missing")));
  });

  it("is not replayed into another workspace", async () => {
    const mine = (await written(3)).disk;
    const store = await openOn(mine);
    await store.compact();
    await store.close();
    const theirs = (await written(5)).disk;
    const other = await openOn(theirs);
    await other.commit([{ do: "put", in: "audit", key: "theirs", doc: 1 }]);
    await other.close();
    mine.put(join(folder, "wal-000002.log"), theirs.bytes(join(folder, "wal-000002.log")));
    const log = keptLog();
    assert.equal((await openOn(mine, { log })).docs("audit").size, 3);
    assert.match(log.said.join(), /another workspace/);
  });

  it("is summed as everyone else sums", () => {
    for (const text of ["", "a", "123456789", "ü".repeat(1000)]) {
      assert.equal(byTable(Buffer.from(text)), native(Buffer.from(text)));
      assert.equal(crc32(Buffer.from(text), 77), byTable(Buffer.from(text), 77));
    }
    assert.equal(byTable(Buffer.from("123456789")), 0xcbf43926);
  });
});
