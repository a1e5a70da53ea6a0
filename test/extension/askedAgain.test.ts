import assert from "node:assert/strict";
import { createAskedAgain } from "../../src/extension/lenses/askedAgain";

describe("news of lenses", () => {
  function make() {
    const seen = { told: 0, now: 10_000 };
    const again = createAskedAgain(
      () => seen.told++,
      () => seen.now,
    );
    return { seen, again };
  }
  const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

  it("are told once until somebody asks, and again when there were more meanwhile", async () => {
    const { seen, again } = make();
    for (let i = 0; i < 10; i++) again.news();
    assert.equal(seen.told, 1);
    again.asked();
    await soon();
    assert.equal(seen.told, 2);
    again.asked();
    await soon();
    assert.equal(seen.told, 2);
  });

  it("are told anew to somebody who did not hear", () => {
    const { seen, again } = make();
    again.news();
    seen.now += 5000;
    again.news();
    assert.equal(seen.told, 2);
  });
});
