import * as vscode from "vscode";
import { formatDate } from "../../shared/format";
import type { ModelSummary, Stage, VersionSummary } from "../../shared/models";

const separator = " · ";

export function stageWord(stage: Stage): string {
  switch (stage) {
    case "None":
      return vscode.l10n.t("No stage");
    case "Staging":
      return vscode.l10n.t("Staging");
    case "Production":
      return vscode.l10n.t("Production");
    case "Archived":
      return vscode.l10n.t("Archived");
    default:
      return stage satisfies never;
  }
}

export function countVersions({ versions }: ModelSummary): string {
  return versions.length === 1 ? vscode.l10n.t("1 version") : vscode.l10n.t("{0} versions", versions.length);
}

/** What stands beside a version: stage, aliases, what people said; of one about which there is nothing to say its date. */
export function describeVersion(version: VersionSummary, now: number): string {
  const parts = [
    ...(version.stage === "None" ? [] : [stageWord(version.stage)]),
    ...version.aliases.map((alias) => `@${alias}`),
    ...approvalWords(version),
    ...(version.status === "READY" ? [] : [version.status.toLowerCase().replaceAll("_", " ")]),
  ];
  return parts.length > 0 ? parts.join(separator) : formatDate(version.created, { now });
}

/** Of a version that has been where it was approved for, the approval is no news. */
function approvalWords({ stage, approval: { state, given, needed } }: VersionSummary): string[] {
  switch (state) {
    case "waiting":
      return [vscode.l10n.t("{0} of {1} approvals", given, needed)];
    case "approved":
      return stage === "None" || stage === "Staging" ? [vscode.l10n.t("approved")] : [];
    case "rejected":
      return [vscode.l10n.t("rejected")];
    case "none":
      return [];
    default:
      return state satisfies never;
  }
}
