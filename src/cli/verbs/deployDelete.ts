import { askRuntime } from "../deploy/askRuntime";
import { deploymentPath } from "../deploy/path";
import { defineVerb } from "../verb";

export const deployDelete = defineVerb({
  usage: "NAME",
  about: `Ends a deployment: what was asked is answered, then its address is given back. Its history stays
there for \`tidemark deploy history\`, and its outcomes in .tidemark/serving/.past.

Example:
  tidemark deploy delete churn`,
  options: {},
  words: { least: 1, most: 1 },
  async run({ workspace, words: [name = ""], json, out }) {
    await askRuntime(workspace, "DELETE", deploymentPath(name));
    if (json) out.document({ name, deleted: true });
    else out.print(`deleted: ${name}`);
    return 0;
  },
});
