import { askRuntime } from "../deploy/askRuntime";
import { deploymentPath } from "../deploy/path";
import { tellDeployment } from "../deploy/tell";
import { defineVerb } from "../verb";

export const deployPause = defineVerb({
  usage: "NAME",
  about: `A canary stays at the weight that it has. Its gates go on judging it; \`tidemark deploy promote NAME\` takes it to its next step.

Example:
  tidemark deploy pause churn`,
  options: {},
  words: { least: 1, most: 1 },
  async run({ workspace, words: [name = ""], json, out }) {
    const answer = await askRuntime(workspace, "POST", deploymentPath(name, "pause"), {});
    tellDeployment(answer, { json, out });
    return 0;
  },
});
