import { askRuntime } from "../deploy/askRuntime";
import { deploymentPath } from "../deploy/path";
import { tellDeployment } from "../deploy/tell";
import { defineVerb } from "../verb";

export const deployRollback = defineVerb({
  usage: "NAME [--comment TEXT]",
  about: `Gives all traffic back to the stable variant, or to the one that was active before. Returns when the traffic has moved.

Example:
  tidemark deploy rollback churn --comment "complaints from support"`,
  options: { comment: { kind: "text", value: "TEXT", help: "why, for the history" } },
  words: { least: 1, most: 1 },
  async run({ workspace, words: [name = ""], options: { comment: why }, json, out }) {
    const answer = await askRuntime(workspace, "POST", deploymentPath(name, "rollback"), { why });
    tellDeployment(answer, { json, out });
    return 0;
  },
});
