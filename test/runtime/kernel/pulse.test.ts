import assert from "node:assert/strict";
import { createPauses } from "../../../src/runtime/kernel/pauses";
import { endWhenIdle } from "../../../src/runtime/kernel/pulse";

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("a runtime that nobody needs", () => {
  it("ends after so long without anything going on, and not while something holds it up", async () => {
    let activity = 0;
    let isHeldUp = false;
    let ends = 0;
    endWhenIdle(
      () => activity,
      () => isHeldUp,
      1.5,
      () => ends++,
    );
    for (let i = 0; i < 7; i++) {
      await wait(300);
      activity++;
    }
    assert.equal(ends, 0, "asked all the time");
    isHeldUp = true;
    await wait(2500);
    assert.equal(ends, 0, "held up all the time");
    isHeldUp = false;
    const free = performance.now();
    while (ends === 0) await wait(20);
    assert.ok(performance.now() - free > 1000, "and not at once");
    await wait(500);
    assert.equal(ends, 1, "once");
  });
});

describe("the longest pause", () => {
  it("is seen while there is work and remembered in rest", async () => {
    const pauses = createPauses();
    pauses.wake();
    await wait(50);
    const until = performance.now() + 120;
    while (performance.now() < until);
    await wait(50);
    assert.ok(pauses.longest >= 80, `${pauses.longest}`);
    pauses.rest();
    const before = pauses.longest;
    const again = performance.now() + 300;
    while (performance.now() < again);
    assert.equal(pauses.longest, before, "rest is not measured");
  });
});
