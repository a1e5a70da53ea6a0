import { readMoved } from "../../shared/modelDetail";
import { gated } from "../registry/gated";
import { modelPath } from "../registry/versionPath";
import { defineVerb } from "../verb";
import { describeMove } from "./registryPromote";

export const registryRollback = defineVerb({
  usage: "NAME [--comment TEXT]",
  about: `Brings back the version that was in Production before, with the aliases that were taken from it, and archives
the one that is there now. It was let in once, so it is not asked for approvals again.

Example:
  tidemark registry rollback customer-churn --comment "p95 doubled"`,
  options: { comment: { kind: "text", value: "TEXT", help: "why, for the audit trail" } },
  words: { least: 1, most: 1 },
  async run({ door, words: [name = ""], options: { comment = "" }, json, out }) {
    const opened = await door();
    return gated(
      { json, out },
      async () => readMoved(await opened.call("POST", `${modelPath(name)}/rollback`, { comment }), "reply"),
      describeMove,
    );
  },
});
