import assert from "node:assert/strict";
import { readDeploymentFile } from "../../../src/core/rollout/deploymentFile";
import { isDeploymentText, nameIn } from "../../../src/extension/deployments/files/fileHeader";
import {
  freeName,
  type PlannedGate,
  type PlannedStrategy,
  readWeights,
  takenIn,
  writeRolloutFile,
} from "../../../src/extension/deployments/rolloutFile";

const gates: PlannedGate[] = [
  { name: "error-rate", limit: "thresholdRange", max: 0.02 },
  { name: "latency-p95-ms", limit: "ratioToStable", max: 1.2 },
];
const write = (strategy: PlannedStrategy, names: { name?: string; stable?: string; gates?: PlannedGate[] } = {}) =>
  writeRolloutFile({ name: "churn", stable: "models:/churn/1", next: "models:/churn@next", gates, strategy, ...names });

describe("the deployment file that the questions write", () => {
  const strategies: PlannedStrategy[] = [
    { kind: "canary", weights: [1, 5, 25], pause: "15m" },
    { kind: "canary", weights: [10], pause: undefined },
    { kind: "ab", weight: 33.3 },
    { kind: "shadow", percentage: 10 },
    { kind: "blueGreen", automaticAfter: undefined },
    { kind: "blueGreen", automaticAfter: 600 },
  ];

  for (const strategy of strategies)
    it(`is read without a finding: ${JSON.stringify(strategy)}`, () => {
      const { deployment, findings } = readDeploymentFile(write(strategy));
      assert.deepEqual(findings, []);
      assert.equal(deployment?.strategy.kind, strategy.kind);
      assert.deepEqual(
        deployment?.variants.map(({ model }) => model.text),
        ["models:/churn/1", "models:/churn@next"],
      );
      assert.equal(deployment?.analysis?.metrics.length, 2);
    });

  it("says what was chosen", () => {
    const { deployment } = readDeploymentFile(write({ kind: "canary", weights: [5, 50], pause: "10m" }));
    assert.ok(deployment?.strategy.kind === "canary");
    assert.deepEqual(
      deployment.strategy.steps.map((step) => (step.kind === "setWeight" ? step.weight : step.duration)),
      [5, 600_000, 50, 600_000],
    );
  });

  it("has no analysis without gates, and quotes for a name that needs them", () => {
    const text = write({ kind: "ab", weight: 50 }, { gates: [], stable: "models:/low risk: #1/2" });
    const { deployment, findings } = readDeploymentFile(text);
    assert.deepEqual(findings, []);
    assert.equal(deployment?.analysis, undefined);
    assert.equal(deployment?.variants[0]?.model.text, "models:/low risk: #1/2");
  });

  it("is named as it was asked for, also by a word that YAML would take for no text", () => {
    for (const name of ["null", "true", "False", "2024", "1e5", "churn"]) {
      const text = write({ kind: "ab", weight: 50 }, { name });
      assert.equal(readDeploymentFile(text).deployment?.name, name);
      assert.equal(nameIn(text), name);
    }
  });
});

describe("steps that somebody types", () => {
  it("are rising numbers up to 100, however they are parted", () => {
    assert.deepEqual(readWeights("1, 5,25"), [1, 5, 25]);
    assert.deepEqual(readWeights("10 % 50 %"), [10, 50]);
    for (const text of ["", "5, 5", "50, 10", "0, 10", "10, 101", "ten"])
      assert.equal(readWeights(text), undefined, text);
  });
});

describe("the name of a new file", () => {
  it("is the model's, or the next that is free", () => {
    const taken = new Set(["churn", "churn-2"]);
    assert.equal(
      freeName("churn", (name) => taken.has(name)),
      "churn-3",
    );
    assert.equal(
      freeName("risk", (name) => taken.has(name)),
      "risk",
    );
  });
});

describe("the files that are there", () => {
  it("take their names, in whatever letters", () => {
    const isTaken = takenIn(["Churn.yaml", "churn-2.yaml", "risk.yml", "notes.md"]);
    assert.deepEqual(["churn", "CHURN-2", "risk", "notes"].map(isTaken), [true, true, false, false]);
    assert.equal(freeName("churn", isTaken), "churn-3");
  });
});

describe("a deployment file among other YAML files", () => {
  const text = write({ kind: "ab", weight: 50 });

  it("is known by its head alone", () => {
    assert.ok(isDeploymentText(text));
    assert.ok(isDeploymentText(`# ours\n${text.replace("tidemark/v1", '"tidemark/v1"')}`));
    assert.ok(!isDeploymentText("apiVersion: apps/v1\nkind: Deployment\n"));
    assert.ok(!isDeploymentText("kind: Deployment\nspec:\n  apiVersion: tidemark/v1\n"));
  });

  it("has the name of its metadata, wherever that stands", () => {
    assert.equal(nameIn(text), "churn");
    assert.equal(nameIn("metadata: {name: churn-api}\n"), "churn-api");
    assert.equal(nameIn("metadata: # whose\r\n  # a word\r\n  name: 'churn'\r\n"), "churn");
    assert.equal(nameIn("metadata:\n  labels:\n    name: other\n\n  name: churn\n"), "churn");
    assert.equal(nameIn(`metadata:\n${" \n".repeat(900)}`), undefined);
    assert.equal(nameIn("metadata:\nspec:\n  variants:\n    - name: stable\n"), undefined);
  });
});
