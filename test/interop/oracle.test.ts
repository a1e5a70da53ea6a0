import assert from "node:assert/strict";
import { type Answer, differences, runScript } from "./script";
import { startOurs, startPeer, type TrackingServer } from "./servers";
import { pythonOrSkip } from "./venv";

/** Each is an MLflow user's script; several subjects share one, since importing MLflow takes seconds. */
const scripts = {
  training: "the quick start, sklearn and xgboost autolog, and a nested sweep",
  registry: "a model through registry, stages and aliases to predictions, and prompts",
  searching: "searches with hard filters, orders and pages",
  tracing: "traces with nested spans, exceptions, feedback and their searches",
  keeping: "experiments, runs, data and artifacts, odd names and limits, deletion and restoring",
  judging: "evaluation datasets, scorers and logged models",
} as const;

describe("MLflow's own client, against us and against mlflow server", () => {
  let python: string;
  let ours: TrackingServer;
  let peer: TrackingServer;

  before(async function () {
    python = await pythonOrSkip(this);
    [ours, peer] = await Promise.all([startOurs(), startPeer(python)]);
  });
  after(async () => {
    await Promise.all([ours?.stop(), peer?.stop()]);
  });

  for (const [name, subject] of Object.entries(scripts))
    it(`reads back the same after ${subject}`, async function () {
      this.timeout(5 * 60_000);
      const [said, expected]: Map<string, Answer>[] = await Promise.all([
        runScript(python, name, ours),
        runScript(python, name, peer),
      ]);
      assert.ok(said && expected && expected.size > 10, "the script noted its answers");
      const found = differences(said, expected);
      assert.equal(found.length, 0, `${found.length} of ${expected.size} answers differ:\n    ${found.join("\n    ")}`);
    });
});
