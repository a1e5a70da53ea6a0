import { type Moved, readMoved } from "../../shared/modelDetail";
import { UsageError } from "../args";
import { gated } from "../registry/gated";
import { versionPath } from "../registry/versionPath";
import { defineVerb } from "../verb";

export const registryPromote = defineVerb({
  usage: "NAME VERSION --to STAGE [--alias NAME] [--comment TEXT] [--force]",
  about: `Moves a version into a stage, archives the one that held it, and leaves a line in the audit trail: all of it
or nothing. Where \`registry:\` in tidemark.yaml asks for approvals or facts that are missing, it says which
and exits with 1.

Examples:
  tidemark registry promote customer-churn 5 --to Production --alias champion
  tidemark registry promote customer-churn @challenger --to Staging --comment "beats v3 on all folds"`,
  options: {
    to: { kind: "text", value: "STAGE", help: "Staging, Production, Archived or None" },
    alias: { kind: "text", value: "NAME", help: "point this alias at the version too" },
    comment: { kind: "text", value: "TEXT", help: "why, for the audit trail" },
    force: { kind: "flag", help: "whatever is missing; the audit trail says what was" },
  },
  words: { least: 2, most: 2 },
  async run({ door, words: [name = "", version = ""], options, json, out }) {
    const { to, alias, comment = "", force } = options;
    if (to === undefined) throw new UsageError("--to: which stage? Staging, Production, Archived or None");
    const opened = await door();
    const path = await versionPath(opened, name, version);
    const body = { stage: to, comment, force, ...(alias !== undefined && { alias: alias.replace(/^@/, "") }) };
    return gated(
      { json, out },
      async () => readMoved(await opened.call("POST", `${path}/promote`, body), "reply"),
      describeMove,
    );
  },
});

/** What a promotion or a rollback did, in a line. */
export function describeMove({ name, version, stage, aliases, archived, forced }: Moved): string {
  return [
    `${name} version ${version} is in ${stage}`,
    ...(aliases.length > 0 ? [`aliases: ${aliases.join(", ")}`] : []),
    ...(archived.length > 0 ? [`archived: ${archived.join(", ")}`] : []),
    ...(forced.length > 0 ? [`forced: ${forced.join("; ")}`] : []),
  ].join("; ");
}
