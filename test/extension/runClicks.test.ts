import assert from "node:assert/strict";
import type { RunsNode } from "../../src/extension/runs/runNodes";
import { createClicks } from "../../src/extension/tree/clicks";

const [a, b] = [{ kind: "run" }, { kind: "run" }] as unknown as [RunsNode, RunsNode];

describe("clicks on a line of the tree", () => {
  let now = 0;
  let opened: RunsNode[] = [];
  const make = () => {
    now = 10_000;
    opened = [];
    return createClicks<RunsNode>(
      (node) => opened.push(node),
      () => now,
    );
  };

  it("one selects, two open", () => {
    const clicks = make();
    clicks.click(a);
    assert.deepEqual(opened, []);
    clicks.click(a);
    assert.deepEqual(opened, [a]);
  });

  it("two on different lines, or far apart, open nothing", () => {
    const clicks = make();
    clicks.click(a);
    clicks.click(b);
    now += 2000;
    clicks.click(b);
    assert.deepEqual(opened, []);
  });

  it("Enter opens at once, and only once", () => {
    const clicks = make();
    clicks.expectEnter();
    clicks.click(a);
    clicks.click(b);
    assert.deepEqual(opened, [a]);
  });
});
