import assert from "node:assert/strict";
import { mock } from "node:test";
import { createLoadWatch } from "../../src/extension/pages/loadWatch";

describe("a page that says nothing", () => {
  let loads = 0;
  let watch: ReturnType<typeof createLoadWatch>;

  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout"] });
    loads = 0;
    watch = createLoadWatch(() => loads++);
  });
  afterEach(() => mock.timers.reset());

  it("is loaded again, twice at most", () => {
    watch.began();
    mock.timers.tick(20_000);
    assert.equal(loads, 1);
    mock.timers.tick(60_000);
    assert.equal(loads, 2);
    mock.timers.tick(600_000);
    assert.equal(loads, 2);
  });

  it("is left alone once it has said something", () => {
    watch.began();
    mock.timers.tick(19_000);
    watch.ended();
    mock.timers.tick(600_000);
    assert.equal(loads, 0);
  });

  it("has its time anew when it is shown again", () => {
    watch.began();
    mock.timers.tick(19_000);
    watch.began();
    mock.timers.tick(19_000);
    assert.equal(loads, 0);
    mock.timers.tick(1000);
    assert.equal(loads, 1);
  });
});
