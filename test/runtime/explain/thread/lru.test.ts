import assert from "node:assert/strict";
import { createLru } from "../../../../src/runtime/explain/thread/lru";

describe("what is kept ready for explanations", () => {
  const nothing = async () => undefined;
  function keeping(most: number) {
    const made: string[] = [];
    const dropped: string[] = [];
    const lru = createLru<string>(most, async (each) => void dropped.push(each));
    const use = <R>(key: string, work: (each: string) => Promise<R>) =>
      lru.use(
        key,
        async () => {
          made.push(key);
          return key;
        },
        work,
      );
    return { made, dropped, lru, use };
  }
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it("is the last few: the oldest goes, and what was used again is not the oldest", async () => {
    const { made, dropped, use } = keeping(2);
    for (const key of ["a", "b", "a", "c", "a"]) await use(key, nothing);
    await settled();
    assert.deepEqual(made, ["a", "b", "c"]);
    assert.deepEqual(dropped, ["b"]);
  });

  it("is dropped only when the last who works with it is done", async () => {
    const { dropped, use } = keeping(4);
    const ends: (() => void)[] = [];
    const long = [0, 1].map(() => use("page 1", () => new Promise<void>((resolve) => ends.push(resolve))));
    for (const page of [2, 3, 4, 5]) await use(`page ${page}`, nothing);
    await settled();
    assert.deepEqual(dropped, []);
    ends[0]?.();
    await long[0];
    await settled();
    assert.deepEqual(dropped, []);
    ends[1]?.();
    await long[1];
    await settled();
    assert.deepEqual(dropped, ["page 1"]);
  });

  it("is made again after it could not be made, and after a work with it failed it is still there", async () => {
    const { lru, dropped } = keeping(2);
    let made = 0;
    const make = async () => {
      if (made++ === 0) throw new Error("no such file");
      return "a";
    };
    await assert.rejects(lru.use("a", make, nothing), /no such file/);
    const fails = async () => {
      throw new Error("the work failed");
    };
    await assert.rejects(lru.use("a", make, fails), /the work failed/);
    await lru.use("a", make, nothing);
    assert.equal(made, 2);
    assert.deepEqual(dropped, []);
  });
});
