import { UsageError } from "../args";
import { versionPath } from "../registry/versionPath";
import { defineVerb } from "../verb";

const route = "/api/2.0/mlflow/registered-models/alias";

export const registryAlias = defineVerb({
  usage: "NAME ALIAS VERSION | NAME ALIAS --delete",
  about: `Points an alias at a version, or takes it away, and leaves a line in the audit trail. A deployment or a model that is
served as models:/NAME@ALIAS goes with it.

Examples:
  tidemark registry alias customer-churn champion 5
  tidemark registry alias customer-churn champion @challenger
  tidemark registry alias customer-churn challenger --delete`,
  options: { delete: { kind: "flag", help: "take the alias away" } },
  words: { least: 2, most: 3 },
  async run({ door, words: [name = "", given = "", version], options, json, out }) {
    const alias = given.replace(/^@/, "");
    if (options.delete && version !== undefined)
      throw new UsageError(`registry alias: a version or --delete, not both: '${version}' is one too many`);
    if (!options.delete && version === undefined)
      throw new UsageError(
        `registry alias: which version? tidemark registry alias ${name} ${given} VERSION, or --delete`,
      );
    const opened = await door();
    if (version === undefined) {
      await opened.call("GET", `${route}?${new URLSearchParams({ name, alias })}`); // MLflow takes away what is not there
      await opened.call("DELETE", route, { name, alias });
      if (json) out.document({ name, alias, version: null });
      else out.print(`${name} has no alias ${alias} any more`);
      return 0;
    }
    const path = await versionPath(opened, name, version);
    const number = path.slice(path.lastIndexOf("/") + 1);
    await opened.call("POST", route, { name, alias, version: number });
    if (json) out.document({ name, alias, version: number });
    else out.print(`${name}@${alias} is version ${number}`);
    return 0;
  },
});
