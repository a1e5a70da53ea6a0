import assert from "node:assert/strict";
import type { Deployment } from "../../../src/core/rollout/deployment";
import { readDeploymentFile } from "../../../src/core/rollout/deploymentFile";

/** A deployment file around a strategy and what else stands in its spec. */
export function fileOf(strategy: string, more = "", variants: readonly string[] = ["stable", "canary"]): string {
  const each = variants.map((name, i) => `    - {name: ${name}, model: "models:/churn/${i + 1}"}`);
  return `apiVersion: tidemark/v1
kind: Deployment
metadata: {name: churn}
spec:
  variants:
${each.join("\n")}
  strategy:
    ${strategy}
${more}`;
}

export function deploymentOf(...parts: Parameters<typeof fileOf>): Deployment {
  const { deployment, findings } = readDeploymentFile(fileOf(...parts));
  assert.deepEqual(findings, []);
  assert.ok(deployment);
  return deployment;
}
