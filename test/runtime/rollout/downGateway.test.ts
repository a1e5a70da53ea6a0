import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readDeploymentFile } from "../../../src/core/rollout/deploymentFile";
import { createEvents } from "../../../src/runtime/kernel/events";
import { createLog } from "../../../src/runtime/kernel/log";
import { createRollouts } from "../../../src/runtime/rollout/rollouts";

const text = `apiVersion: tidemark/v1
kind: Deployment
metadata: {name: churn}
spec:
  variants: [{name: only, model: only.onnx}]
  strategy: {ab: {weights: {only: 100}}}
`;
/** Where rollouts look for the gateway's program: beside the bundle that they are in. */
const program = join(__dirname, "gateway.js");

describe("a deployment whose gateway cannot be started", () => {
  let home: string;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "tidemark-"));
    const folder = join(home, "serving", "churn");
    mkdirSync(folder, { recursive: true });
    const { deployment } = readDeploymentFile(text);
    writeFileSync(
      join(folder, "plan.json"),
      JSON.stringify({ deployment, text, file: "", models: {}, by: "me", at: 0 }),
    );
    writeFileSync(
      program,
      `require("node:fs").appendFileSync(${JSON.stringify(join(home, "starts"))}, "x"); console.log('{"error": "its port is taken"}');`,
    );
  });

  afterEach(() => {
    rmSync(program);
    rmSync(home, { recursive: true, force: true });
  });

  it("says why, and is not started anew by everybody who asks how it is", async () => {
    const places = { workspace: home, home, artifacts: home };
    const rollouts = createRollouts(
      { places, events: createEvents(), log: createLog(() => undefined) },
      { find: () => assert.fail("no model is asked for"), findToServe: () => assert.fail("no model is asked for") },
    );
    for (let i = 0; i < 3; i++) {
      const [status] = await rollouts.statuses();
      assert.deepEqual([status?.phase, status?.down], ["Degraded", "its port is taken"]);
    }
    assert.equal(readFileSync(join(home, "starts"), "utf8"), "x");
  });
});
