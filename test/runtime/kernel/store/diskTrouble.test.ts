import assert from "node:assert/strict";
import { join } from "node:path";
import { ApiError } from "../../../../src/shared/apiError";
import { createFakeDisk, type FakeDisk, fileError, folder } from "./fakeDisk";
import { contents, keptLog, openOn, random, randomCommit } from "./storeRig";

const put = (key: string, size = 10) => [{ do: "put", in: "audit", key, doc: "x".repeat(size) }] as const;

async function refusal(commit: Promise<number>): Promise<ApiError> {
  const error = await commit.then(
    () => assert.fail("it was taken"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ApiError, String(error));
  assert.equal(error.code, "TEMPORARILY_UNAVAILABLE");
  return error;
}

/** Fails every operation that starts so, until told otherwise. */
function failing(disk: FakeDisk, start: string, code: string): () => void {
  disk.fault = (operation) => {
    if (operation.startsWith(start)) throw fileError(code);
  };
  return () => {
    disk.fault = () => undefined;
  };
}

async function until(done: () => boolean): Promise<number> {
  const since = performance.now();
  while (!done()) {
    assert.ok(performance.now() - since < 5000, "within seconds");
    await new Promise((wake) => setTimeout(wake, 20));
  }
  return performance.now() - since;
}

describe("a disk in trouble", () => {
  it("a full one: says so at once with the file, keeps nothing of the request, goes on reading, and takes writes soon after there is space", async () => {
    const disk = createFakeDisk();
    const store = await openOn(disk);
    await store.commit(put("a"));
    disk.capacity = 1000;
    const error = await refusal(store.commit(put("b", 5000)));
    assert.match(error.message, /wal-000001\.log: ENOSPC/);
    assert.deepEqual([...store.docs("audit").keys()], ["a"]);
    assert.match(store.readonly ?? "", /ENOSPC/);
    await refusal(store.commit(put("c")));
    disk.capacity = 1e9;
    await until(() => store.readonly === undefined);
    await store.commit(put("d"));
    await store.close();
    const log = keptLog();
    assert.deepEqual([...(await openOn(disk, { log })).docs("audit").keys()], ["a", "d"]);
    assert.deepEqual(log.said, []);
  });

  it("after a failed sync never touches that descriptor again, and the next request goes to a new segment", async () => {
    const disk = createFakeDisk();
    const store = await openOn(disk);
    await store.commit(put("a"));
    const heal = failing(disk, "sync wal-000001.log", "EIO");
    const group = [store.commit(put("b")), store.commit(put("c"))];
    for (const commit of group) assert.match((await refusal(commit)).message, /wal-000001\.log: EIO/);
    const after = disk.operations.length;
    heal();
    await store.commit(put("d"));
    assert.deepEqual(
      disk.operations.slice(after).filter((operation) => operation.includes("wal-000001")),
      [],
    );
    assert.equal(store.readonly, undefined);
    for (const survives of [() => true, () => false])
      assert.deepEqual([...(await openOn(disk.afterPowerLoss(survives))).docs("audit").keys()], ["a", "d"]);
  });

  it("what a refused request left behind is not replayed, even when it could not be cut off", async () => {
    const disk = createFakeDisk();
    const store = await openOn(disk);
    await store.commit(put("a"));
    disk.fault = (operation) => {
      if (/^(sync|truncate) wal-000001/.test(operation)) throw fileError("EIO");
    };
    await refusal(store.commit(put("refused")));
    disk.fault = () => undefined;
    await store.commit(put("b"));
    const log = keptLog();
    assert.deepEqual([...(await openOn(disk, { log })).docs("audit").keys()], ["a", "b"]);
    assert.deepEqual(log.said, []);
  });

  it("a folder that takes no writes is read all the same", async () => {
    const disk = createFakeDisk();
    const first = await openOn(disk);
    await first.commit(put("a"));
    await first.close();
    failing(disk, "", "EROFS");
    const store = await openOn(disk);
    assert.deepEqual([...store.docs("audit").keys()], ["a"]);
    assert.match((await refusal(store.commit(put("b")))).message, /EROFS/);
    await store.close();
  });

  it("where a slow one is synced in the thread pool, the same holds", async () => {
    const disk = createFakeDisk();
    disk.fault = (operation) => {
      const since = performance.now();
      while (operation.startsWith("sync") && performance.now() - since < 1);
    };
    const store = await openOn(disk);
    await Promise.all([store.commit(put("a")), store.commit(put("b"))]);
    failing(disk, "sync wal", "EIO");
    const both = [store.commit(put("c")), store.commit(put("d"))];
    for (const commit of both) await refusal(commit);
    disk.fault = () => undefined;
    await until(() => store.readonly === undefined);
    await store.commit(put("e"));
    await store.close();
    assert.deepEqual([...(await openOn(disk)).docs("audit").keys()], ["a", "b", "e"]);
  });

  it("a checkpoint that fails at any operation loses nothing and is made up for later", async () => {
    const next = random(5);
    const disk = createFakeDisk();
    const store = await openOn(disk);
    for (let i = 0; i < 30; i++) await store.commit(randomCommit(next));
    const expected = await contents(store);
    for (let nth = 1; ; nth++) {
      const from = disk.operations.length;
      let failed: string | undefined;
      disk.fault = (operation, count) => {
        if (count !== from + nth) return;
        failed = operation;
        throw fileError("ENOSPC");
      };
      await store.compact().catch((error: unknown) => {
        assert.ok(error instanceof ApiError, String(error));
        assert.match(error.message, /ENOSPC/);
      });
      disk.fault = () => undefined;
      assert.equal(await contents(store), expected, `in memory, after a failed ${failed}`);
      const log = keptLog();
      assert.equal(
        await contents(
          await openOn(
            disk.afterPowerLoss(() => false),
            { log },
          ),
        ),
        expected,
        `on disk, after ${failed}`,
      );
      if (failed === undefined) break;
      await store
        .commit([{ do: "put", in: "other", key: "k", doc: nth }])
        .catch(() => assert.fail(`no writing after ${failed}`));
    }
  });

  it("a journal that somebody removed is noticed before long, not written to for ever", async () => {
    const disk = createFakeDisk();
    const store = await openOn(disk);
    await store.commit(put("a"));
    disk.remove(join(folder, "wal-000001.log"));
    await new Promise((wake) => setTimeout(wake, 1100));
    assert.match((await refusal(store.commit(put("b")))).message, /removed or replaced/);
    await store.commit(put("c"));
    assert.deepEqual([...(await openOn(disk)).docs("audit").keys()], ["c"]);
  });

  it("a segment number that somebody else took is left alone", async () => {
    const disk = createFakeDisk();
    const store = await openOn(disk);
    disk.put(join(folder, "wal-000001.log"), Buffer.from("theirs"));
    await refusal(store.commit(put("a")));
    assert.equal(disk.bytes(join(folder, "wal-000001.log")).toString(), "theirs");
    await store.commit(put("b"));
    assert.deepEqual([...store.docs("audit").keys()], ["b"]);
  });
});
