import assert from "node:assert/strict";
import type { VersionDetail } from "../../../src/shared/modelDetail";
import { summary } from "../../../webview/registry/metricCharts";

const spots = [0.8, 0.9, 0.7].map((value, i) => ({ value, version: { version: i + 1 } as VersionDetail }));

describe("what a chart of the registry page says to who does not see it", () => {
  it("names the best by the metric's own direction", () => {
    assert.match(summary("val/auc", spots), /best 0\.9 in v2, newest 0\.7 in v3$/);
    assert.match(summary("val/loss", spots), /best 0\.7 in v3/);
  });

  it("calls none the best where neither way is better", () => {
    assert.equal(summary("epoch", spots), "epoch over 3 versions: newest 0.7 in v3");
  });
});
