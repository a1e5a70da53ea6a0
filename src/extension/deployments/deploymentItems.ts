import * as vscode from "vscode";
import type { DeploymentStatus, VariantStatus } from "../../shared/deployments";
import { monitorItem } from "../monitoring/monitorItem";
import { folderItem } from "../tree/folderNode";
import { type DeploymentNode, type DeploymentsNode, idOf, type VariantNode } from "./deploymentNodes";
import { describeDeployment, describeVariant, healthWord, variantLabel } from "./deploymentText";
import { type Health, healthOf, isDown, mayPause, mayPromote, mayRollBack, sidesOf } from "./rolloutFacts";

const muted = new vscode.ThemeColor("tidemark.mutedIcon");
const red = new vscode.ThemeColor("charts.red");
const yellow = new vscode.ThemeColor("charts.yellow");
const green = new vscode.ThemeColor("charts.green");
const blue = new vscode.ThemeColor("charts.blue");

export function deploymentsItem(node: DeploymentsNode): vscode.TreeItem {
  switch (node.kind) {
    case "folder":
      return folderItem(node);
    case "deployment":
      return clickable(deploymentItem(node));
    case "variant":
      return clickable(variantItem(node));
    case "monitor":
      return clickable(monitorItem(node));
    default:
      return node satisfies never;
  }
}

/** A single click selects; the second of a double click opens. Arguments would be tied to this drawing of the line. */
function clickable(item: vscode.TreeItem): vscode.TreeItem {
  item.command = { command: "tidemark.deploymentClicked", title: vscode.l10n.t("Open") };
  return item;
}

/** Only what needs a look, or goes on, has another icon than the thing's own. */
function deploymentIcon(health: Health): vscode.ThemeIcon {
  switch (health) {
    case "down":
      return new vscode.ThemeIcon("error", red);
    case "degraded":
    case "trouble":
      return new vscode.ThemeIcon("warning", yellow);
    case "paused":
      return new vscode.ThemeIcon("debug-pause", yellow);
    case "progressing":
      return new vscode.ThemeIcon("sync", blue);
    case "healthy":
      return new vscode.ThemeIcon("server-process");
    default:
      return health satisfies never;
  }
}

function deploymentItem(node: DeploymentNode): vscode.TreeItem {
  const { deployment } = node;
  const health = healthOf(deployment);
  const item = new vscode.TreeItem(deployment.name, vscode.TreeItemCollapsibleState.Expanded);
  item.id = idOf(node);
  item.description = describeDeployment(deployment);
  item.tooltip = [
    `${deployment.name}: ${healthWord(health)}`,
    deployment.reason,
    deployment.url,
    deployment.file || vscode.l10n.t("served without a file"),
  ]
    .filter(Boolean)
    .join("\n");
  item.iconPath = deploymentIcon(health);
  item.contextValue = contextOf(deployment);
  item.accessibilityInformation = {
    label: vscode.l10n.t("Deployment {0}, {1}, {2}", deployment.name, healthWord(health), item.description),
  };
  return item;
}

/** `deployment.canary.Paused.promotable.rollable`: what the menus ask for. */
function contextOf(deployment: DeploymentStatus): string {
  return [
    `deployment.${deployment.strategy.kind}.${deployment.phase}`,
    mayPromote(deployment) ? ".promotable" : "",
    mayPause(deployment) ? ".pausable" : "",
    mayRollBack(deployment) ? ".rollable" : "",
    deployment.url === "" ? "" : ".up",
  ].join("");
}

function variantItem({ of, variant }: VariantNode): vscode.TreeItem {
  const { deployment } = of;
  const item = new vscode.TreeItem(variantLabel(deployment, variant));
  item.id = idOf({ kind: "variant", of, variant });
  item.description = describeVariant(deployment, variant);
  const failing = (deployment.watch[variant.name]?.readings ?? []).filter(({ passed }) => passed === false);
  item.tooltip = [`${variant.name}: ${variant.model}`, item.description, ...failing.map(({ text }) => text)].join("\n");
  item.iconPath = variantIcon(deployment, variant);
  item.contextValue = "variant";
  item.accessibilityInformation = {
    label: vscode.l10n.t(
      "Variant {0} of {1}, {2}, {3}",
      variant.name,
      deployment.name,
      String(item.label),
      item.description,
    ),
  };
  return item;
}

function variantIcon(deployment: DeploymentStatus, variant: VariantStatus): vscode.ThemeIcon {
  if (isDown(deployment, variant)) return new vscode.ThemeIcon("error", red);
  const isTried = sidesOf(deployment).coming.includes(variant.name);
  const isIdle = variant.weight === 0 && deployment.mirror?.variant !== variant.name;
  if (isTried && isIdle && deployment.phase === "Degraded") return new vscode.ThemeIcon("discard", yellow);
  if (deployment.watch[variant.name]?.lastFailed) return new vscode.ThemeIcon("warning", yellow);
  return isIdle ? new vscode.ThemeIcon("circle-outline", muted) : new vscode.ThemeIcon("pass", green);
}
