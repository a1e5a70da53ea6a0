import { deploymentPath } from "../deploy/path";
import { runtimeDoor } from "../deploy/runtimeDoor";
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
    const door = await runtimeDoor(workspace);
    try {
      tellDeployment(await door.call("POST", deploymentPath(name, "pause"), {}), { json, out });
    } finally {
      await door.close();
    }
    return 0;
  },
});
