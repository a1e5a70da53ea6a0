import * as vscode from "vscode";
import { formatDate, formatNumber, formatPercent } from "../../shared/format";
import type { VersionSummary } from "../../shared/models";
import { findPrimaryMetric } from "../../shared/primaryMetric";
import { folderItem } from "../tree/folderNode";
import {
  idOf,
  type ModelNode,
  type ModelsNode,
  type OriginNode,
  type ServingNode,
  type VersionNode,
} from "./modelNodes";
import { countVersions, describeVersion } from "./modelText";

const muted = new vscode.ThemeColor("tidemark.mutedIcon");

/** Only what needs a look, or serves, has colour. */
function versionIcon({ stage, approval }: VersionSummary): vscode.ThemeIcon {
  if (stage === "Production") return new vscode.ThemeIcon("rocket", new vscode.ThemeColor("charts.green"));
  if (stage === "Archived") return new vscode.ThemeIcon("archive", muted);
  if (approval.state === "rejected") return new vscode.ThemeIcon("close", new vscode.ThemeColor("charts.red"));
  if (stage === "Staging") return new vscode.ThemeIcon("verified", new vscode.ThemeColor("charts.blue"));
  if (approval.state === "waiting") return new vscode.ThemeIcon("clockface", new vscode.ThemeColor("charts.yellow"));
  return new vscode.ThemeIcon(approval.state === "approved" ? "verified-filled" : "circle-outline", muted);
}

export function modelsItem(node: ModelsNode): vscode.TreeItem {
  const item = plainItem(node);
  if (node.kind !== "folder" && item.contextValue !== "origin.gone")
    // a single click selects; the second of a double click opens. Arguments would be tied to this drawing of the line
    item.command = { command: "tidemark.modelClicked", title: vscode.l10n.t("Open") };
  return item;
}

function plainItem(node: ModelsNode): vscode.TreeItem {
  switch (node.kind) {
    case "folder":
      return folderItem(node);
    case "model":
      return modelItem(node);
    case "version":
      return versionItem(node);
    case "origin":
      return originItem(node);
    case "serving":
      return servingItem(node);
    default:
      return node satisfies never;
  }
}

function modelItem(node: ModelNode): vscode.TreeItem {
  const { model } = node;
  const { None, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(model.name, model.versions.length === 0 ? None : Collapsed);
  // another id once it can be opened: the editor remembers of a line that it is closed
  item.id = model.versions.length === 0 ? `${idOf(node)}?` : idOf(node);
  item.description = countVersions(model);
  item.tooltip = [model.name, item.description, model.description?.slice(0, 400)].filter(Boolean).join("\n");
  item.iconPath = new vscode.ThemeIcon("package");
  item.contextValue = "model";
  item.accessibilityInformation = { label: vscode.l10n.t("Model {0}, {1}", model.name, item.description) };
  return item;
}

function versionItem(node: VersionNode): vscode.TreeItem {
  const { version } = node;
  const { None, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(
    `v${version.version}`,
    version.run === undefined && node.serving.length === 0 ? None : Collapsed,
  );
  const now = Date.now();
  item.id = idOf(node);
  item.description = describeVersion(version, now);
  item.tooltip = [
    `${node.of.model.name} v${version.version}`,
    item.description,
    formatDate(version.created, { now }),
    version.description?.slice(0, 400),
  ]
    .filter(Boolean)
    .join("\n");
  item.iconPath = versionIcon(version);
  item.contextValue = `version.${version.stage}`;
  item.accessibilityInformation = {
    label: vscode.l10n.t("Version {0} of {1}, {2}", version.version, node.of.model.name, item.description),
  };
  return item;
}

function servingItem(node: ServingNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.deployment);
  item.id = idOf(node);
  item.description = vscode.l10n.t("{0} of traffic", formatPercent(node.weight / 100));
  item.iconPath = new vscode.ThemeIcon("server-process");
  item.contextValue = "serving";
  item.tooltip = `${node.deployment}: ${node.variant}\n${item.description}`;
  item.accessibilityInformation = {
    label: vscode.l10n.t("Deployment {0}, {1}", node.deployment, item.description),
  };
  return item;
}

function originItem(node: OriginNode): vscode.TreeItem {
  const { run } = node;
  const name = run?.name ?? node.of.version.run_name ?? node.of.version.run ?? "";
  const item = new vscode.TreeItem(name);
  item.id = idOf(node);
  item.description = run === undefined ? vscode.l10n.t("not here any more") : describeRun(run);
  item.iconPath = new vscode.ThemeIcon("beaker");
  item.contextValue = run === undefined ? "origin.gone" : "origin";
  item.tooltip = `${name}\n${item.description}`;
  item.accessibilityInformation = { label: vscode.l10n.t("Run {0}, {1}", name, item.description) };
  return item;
}

/** As in the Runs view: the metric that stands for it, then when. */
function describeRun(run: NonNullable<OriginNode["run"]>): string {
  const key = findPrimaryMetric([run]);
  const metric = run.metrics.find((each) => each.key === key);
  const date = formatDate(run.start_time, { now: Date.now() });
  return metric === undefined ? date : `${formatNumber(metric.value)} · ${date}`;
}
