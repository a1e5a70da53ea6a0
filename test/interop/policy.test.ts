import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readModelDetail } from "../../src/shared/modelDetail";
import { runScript } from "./script";
import { startOurs, type TrackingServer } from "./servers";
import { pythonOrSkip } from "./venv";

describe("MLflow's own client, where a policy guards Production", function () {
  this.timeout(5 * 60_000);
  const workspace = mkdtempSync(join(tmpdir(), "tidemark-policy-"));
  let python: string;
  let ours: TrackingServer;

  before(async function () {
    python = await pythonOrSkip(this);
    writeFileSync(
      join(workspace, "tidemark.yaml"),
      "registry:\n  approvals: {Production: 1}\n  required: [training data, signature, input example, environment, metric val_auc, model card]\n",
    );
    ours = await startOurs(workspace);
  });
  after(async () => {
    await ours?.stop();
    rmSync(workspace, { recursive: true, force: true });
  });

  it("is refused with what is missing, and everything that it logs counts as shown", async () => {
    const said = await runScript(python, "promoting", ours);
    assert.equal(said.get("into staging")?.answer, "Staging");
    const [code, message] = (said.get("into production")?.answer ?? []) as [string, string];
    assert.equal(code, "PERMISSION_DENIED");
    assert.match(message, /guarded version 1 cannot enter Production yet: 0 of 1 approvals; no model card$/);

    const reply = await fetch(`${ours.url}/api/tidemark/v1/models/guarded`, {
      headers: { authorization: `Bearer ${ours.env.MLFLOW_TRACKING_TOKEN}` },
    });
    const [version] = readModelDetail(await reply.json(), "reply").versions;
    const shown = Object.fromEntries(
      (version?.facts ?? []).map(({ name, met, text, count }) => [name, met && (count ?? text)]),
    );
    assert.match(String(shown["training data"]), /^[0-9a-f]{8}$/);
    assert.deepEqual(
      { ...shown, "training data": true },
      {
        "training data": true,
        signature: 2,
        "input example": "input_example.json",
        environment: "requirements.txt",
        "metric val_auc": "0.8769",
        "model card": false,
      },
    );
    assert.deepEqual(version?.flavors, ["sklearn"]);
    assert.ok((version?.size ?? 0) > 500);
  });
});
