import { askRuntime } from "../deploy/askRuntime";
import { deploymentPath } from "../deploy/path";
import { tellDeployment } from "../deploy/tell";
import { defineVerb } from "../verb";

export const deployPromote = defineVerb({
  usage: "NAME [VARIANT] [--full]",
  about: `A canary goes on to its next step, blue-green to its preview, an A/B test to VARIANT. Returns when the traffic has
moved.

Examples:
  tidemark deploy promote churn
  tidemark deploy promote churn --full
  tidemark deploy promote churn-test challenger`,
  options: { full: { kind: "flag", help: "a canary past all of its steps" } },
  words: { least: 1, most: 2 },
  async run({ workspace, words: [name = "", variant], options: { full }, json, out }) {
    const answer = await askRuntime(workspace, "POST", deploymentPath(name, "promote"), { variant, full });
    tellDeployment(answer, { json, out });
    return 0;
  },
});
