import * as vscode from "vscode";
import { formatCount, formatDuration, formatPercent } from "../../shared/format";
import type { Served } from "../deployments/deployments";
import { healthWord, rateText } from "../deployments/deploymentText";
import { healthOf, mainVariant, requestsPerSecond, versionLabel } from "../deployments/rolloutFacts";
import type { Environment } from "../environment/environment";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Counts } from "./countFolder";
import { describeDestination } from "./destination";

/** A line a folder, and one a deployment. */
export function statusTooltip(
  shown: readonly { readonly runtime: FolderRuntime; readonly counts: Counts | undefined }[],
  environment: Environment,
  served: readonly Served[],
): vscode.MarkdownString {
  const { t } = vscode.l10n;
  const head = [t("Folder"), t("Runs"), t("Running"), t("Failed"), t("Models"), t("Runs go to")];
  const tooltip = new vscode.MarkdownString(`| ${head.join(" | &nbsp;&nbsp;")} |\n|:--|--:|--:|--:|--:|:--|\n`);
  for (const { runtime, counts } of shown) {
    const figures = [counts?.runs, counts?.running, counts?.failed, counts?.models];
    tooltip.appendMarkdown("| ");
    tooltip.appendText(runtime.folder.name.replaceAll("|", "¦"));
    const cells = figures.map((count) => (count === undefined ? "–" : formatCount(count)));
    tooltip.appendMarkdown(` | ${cells.join(" | ")} | &nbsp;&nbsp;`);
    tooltip.appendText(`${describeDestination(runtime, environment)}${aside(runtime)}`.replaceAll("|", "¦"));
    tooltip.appendMarkdown(" |\n");
  }
  if (served.length > 0) appendServed(tooltip, served);
  return tooltip;
}

function appendServed(tooltip: vscode.MarkdownString, served: readonly Served[]): void {
  const { t } = vscode.l10n;
  const head = [t("Deployment"), t("Most requests"), t("State"), t("p95"), t("Errors"), t("Requests")];
  tooltip.appendMarkdown(`\n\n| ${head.join(" | &nbsp;&nbsp;")} |\n|:--|:--|:--|--:|--:|--:|\n`);
  for (const { deployment } of served) {
    const main = mainVariant(deployment);
    const p95 = main?.recent?.p95;
    const cells = [
      deployment.name,
      main === undefined ? "–" : versionLabel(main),
      healthWord(healthOf(deployment)),
      p95 === undefined ? "–" : formatDuration(p95),
      main?.recent?.errorRate === undefined ? "–" : formatPercent(Number(main.recent.errorRate.toPrecision(2))),
      rateText(requestsPerSecond(deployment)),
    ];
    for (const [i, cell] of cells.entries()) {
      tooltip.appendMarkdown(i === 0 ? "| " : " | &nbsp;&nbsp;");
      tooltip.appendText(cell.replaceAll("|", "¦"));
    }
    tooltip.appendMarkdown(" |\n");
  }
}

/** What is the matter with a runtime that is not up. */
function aside({ state }: FolderRuntime): string {
  const { t } = vscode.l10n;
  switch (state) {
    case "away":
      return t(": the runtime is away, reconnecting");
    case "stopped":
      return t(": the runtime was stopped");
    case "failed":
      return t(": the runtime could not start");
    case "idle":
    case "starting":
    case "up":
      return "";
    default:
      return state satisfies never;
  }
}
