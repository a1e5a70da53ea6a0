import assert from "node:assert/strict";
import { type FolderFacts, statusText, withHealth } from "../../src/extension/status/statusText";

const words = {
  runs: (count: string, isOne: boolean) => (isOne ? "1 run" : `${count} runs`),
  running: (count: string) => `${count} running`,
  failed: (count: string) => `${count} failed`,
  idle: "no runs yet",
};
const folder = (change: Partial<FolderFacts> & { runs?: number; running?: number; models?: number }): FolderFacts => ({
  state: change.state ?? "up",
  hasSigns: change.hasSigns ?? false,
  counts: { runs: change.runs ?? 0, running: change.running ?? 0, failed: 0, models: change.models ?? 0 },
});

describe("the status bar's one item", () => {
  it("is hidden only where there is no run, pipeline or model", () => {
    assert.equal(statusText([folder({})], 0, words), undefined);
    assert.equal(statusText([folder({ hasSigns: true })], 0, words), "$(beaker) no runs yet");
    assert.equal(statusText([folder({ models: 1 })], 0, words), "$(beaker) no runs yet");
    assert.equal(statusText([folder({}), folder({ runs: 1 })], 0, words), "$(beaker) 1 run");
  });

  it("says what goes on in all folders, then what failed unseen, then how many there are", () => {
    const both = [folder({ runs: 3, running: 1 }), folder({ runs: 5, running: 1 })];
    assert.equal(statusText(both, 0, words), "$(beaker) 2 running");
    assert.equal(statusText(both, 1, words), "$(beaker) 2 running, 1 failed");
    assert.equal(statusText([folder({ runs: 8 })], 1, words), "$(beaker) 1 failed");
    assert.equal(statusText([folder({ runs: 8 })], 0, words), "$(beaker) 8 runs");
  });

  it("does not call running what nobody can see: the runtime is away", () =>
    assert.equal(statusText([folder({ runs: 8, running: 2, state: "away" })], 0, words), "$(debug-disconnect) 8 runs"));

  it("tells of what is served first, and of runs then only what goes on or went wrong", () => {
    const health = "$(pulse) churn v3: healthy";
    assert.equal(withHealth(health, [folder({ runs: 8 })], 0, words), health);
    assert.equal(withHealth(health, [folder({ runs: 8, running: 2 })], 0, words), `${health}  $(beaker) 2 running`);
    assert.equal(withHealth(undefined, [folder({ runs: 8 })], 0, words), "$(beaker) 8 runs");
    const away = [folder({ runs: 8, state: "away" })];
    assert.equal(withHealth(health, away, 0, words), "$(debug-disconnect) 8 runs", "nobody knows how it is now");
  });
});
