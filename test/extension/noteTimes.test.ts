import assert from "node:assert/strict";
import { createNoteTimes } from "../../src/extension/runs/noteTimes";

describe("when a note was changed", () => {
  it("is told apart, whoever changed it and however fast", () => {
    const times = createNoteTimes(() => 1000);
    assert.equal(times.of("a"), undefined);
    const first = times.see("a", "one");
    assert.equal(times.see("a", "one"), first);
    const second = times.see("a", "two");
    assert.ok(second > first);
    assert.ok(times.see("a", "one") > second);
    assert.equal(times.see("b", "one"), first);
  });

  it("is remembered of those that were asked for last", () => {
    const times = createNoteTimes(() => 1);
    for (let i = 0; i < 300; i++) times.see(`note ${i}`, "");
    assert.equal(times.of("note 0"), undefined);
    assert.equal(times.of("note 299"), 0);
  });
});
