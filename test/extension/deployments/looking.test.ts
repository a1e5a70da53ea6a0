import assert from "node:assert/strict";
import { createLooking } from "../../../src/extension/deployments/looking";

describe("looking at what is served", () => {
  function slow() {
    const ends: (() => void)[] = [];
    const look = createLooking(() => new Promise((resolve) => ends.push(resolve)), 0);
    const begun = async (count: number) => {
      while (ends.length < count) await new Promise((resolve) => setTimeout(resolve, 1));
    };
    return { ends, look, begun };
  }

  it("ends for each with the first look after they asked, while others go on asking", async () => {
    const { ends, look, begun } = slow();
    const first = look();
    await begun(1);
    const second = look();
    ends[0]?.();
    await first;
    await begun(2);
    const third = look();
    ends[1]?.();
    await second;
    await begun(3);
    void look();
    ends[2]?.();
    await third;
  });

  it("looks once for all who ask while one look goes on", async () => {
    const { ends, look, begun } = slow();
    void look();
    await begun(1);
    const asked = [look(), look(), look()];
    ends[0]?.();
    await begun(2);
    ends[1]?.();
    await Promise.all(asked);
    assert.equal(ends.length, 2);
  });
});
