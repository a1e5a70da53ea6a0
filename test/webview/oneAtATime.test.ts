import assert from "node:assert/strict";
import { oneAtATime } from "../../webview/kit/oneAtATime";

describe("one at a time", () => {
  function slow() {
    const ends: { resolve(): void; reject(error: Error): void }[] = [];
    const ask = oneAtATime(() => new Promise((resolve, reject) => ends.push({ resolve, reject })));
    const settle = () => new Promise((resolve) => setImmediate(resolve));
    return { ends, ask, settle };
  }

  it("asks once more for all that was wanted while it was under way", async () => {
    const { ends, ask, settle } = slow();
    const all = Promise.all([ask(), ask(), ask()]);
    assert.equal(ends.length, 1);
    ends[0]?.resolve();
    await settle();
    assert.equal(ends.length, 2);
    ends[1]?.resolve();
    await all;
    assert.equal(ends.length, 2);
    void ask();
    assert.equal(ends.length, 3, "it begins anew when it is wanted again");
  });

  it("tells what failed last, and not what was asked for anew", async () => {
    const { ends, ask, settle } = slow();
    const first = ask();
    const second = ask();
    ends[0]?.reject(new Error("too late"));
    await settle();
    ends[1]?.resolve();
    await Promise.all([first, second]);
    const third = ask();
    ends[2]?.reject(new Error("no runtime"));
    await assert.rejects(third, /no runtime/);
  });
});
