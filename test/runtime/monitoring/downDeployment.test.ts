import assert from "node:assert/strict";
import { judge } from "../../../src/core/monitors/judge";
import type { Monitor } from "../../../src/core/monitors/monitor";
import { readMonitors } from "../../../src/core/monitors/readMonitors";
import { createLook, type LookParts } from "../../../src/runtime/monitoring/look";
import { lookAtWindow } from "../../../src/runtime/monitoring/window/lookWork";
import { temporaryFolder } from "../kernel/temporary";

const nobody = () => assert.fail("nobody is asked");

describe("a look at a deployment that nobody answers for", () => {
  const windows = ["window: 1h", "window: 1000 rows, kind: tumbling"];
  for (const window of windows)
    it(`fails, with ${window}`, async () => {
      const workspace = temporaryFolder();
      const text = `monitors: {churn: {deployment: churn, health: {disk-free-gb: {min: 0}}, ${window}}}`;
      const monitor = readMonitors(text).monitors[0] as Monitor;
      const rollouts = {
        find: () => ({ deployment: { logging: undefined } }),
        statuses: async () => [{ name: "churn", down: "its process ended", pid: 0, variants: [] }],
        traffic: nobody,
      } as unknown as LookParts["rollouts"];
      const look = createLook({
        rollouts,
        home: workspace,
        workspace,
        openTable: nobody,
        trainingOf: nobody,
        inThread: lookAtWindow,
      });
      const bounds = { from: Date.now() - 3_600_000, to: Date.now() };
      const seen = await look(monitor, bounds, { byHand: false, last: undefined });
      assert.ok(seen);
      const { health, says } = judge(monitor, seen.findings);
      assert.deepEqual([health, says], ["failing", "nobody answers for 'churn': its process ended"]);
    });
});
