import * as vscode from "vscode";
import type { DeploymentStatus } from "../../shared/deployments";
import type { MonitorState } from "../../shared/monitors";
import type { MonitorNode } from "../monitoring/monitorItem";
import type { Monitors } from "../monitoring/monitors";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import { folderNode } from "../tree/folderNode";
import { deploymentsItem } from "./deploymentItems";
import type { DeploymentNode, DeploymentsNode, VariantNode } from "./deploymentNodes";
import type { Deployments } from "./deployments";

/** Deployments with their variants and monitors, then the monitors of data; a folder above them where there are several. */
export class DeploymentsTree implements vscode.TreeDataProvider<DeploymentsNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<DeploymentsNode | undefined>();
  private readonly nodes = new Map<FolderRuntime, (DeploymentNode | MonitorNode)[]>();
  private readonly subscription: vscode.Disposable;
  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly runtimes: Runtimes,
    private readonly deployments: Deployments,
    private readonly monitors: Monitors,
  ) {
    this.subscription = vscode.Disposable.from(
      deployments.onDidChange((runtime) => this.follow(runtime)),
      monitors.onDidChange((runtime) => this.follow(runtime)),
      runtimes.onDidChangeFolders(() => this.changed.fire(undefined)),
    );
  }

  getChildren(node?: DeploymentsNode): DeploymentsNode[] {
    if (node === undefined) {
      const all = this.runtimes.all();
      for (const runtime of all) this.bringUpToDate(runtime);
      const found = all.map((runtime) => this.of(runtime));
      if (found.every((nodes) => nodes.length === 0)) return []; // the view says what to do instead
      return all.length > 1 ? all.map(folderNode) : (found[0] ?? []);
    }
    switch (node.kind) {
      case "folder":
        return this.of(node.runtime);
      case "deployment":
        return [...node.variants, ...node.monitors];
      case "variant":
      case "monitor":
        return [];
      default:
        return node satisfies never;
    }
  }

  getTreeItem(node: DeploymentsNode): vscode.TreeItem {
    return deploymentsItem(node);
  }

  getParent(node: DeploymentsNode): DeploymentsNode | undefined {
    if (node.kind === "variant") return node.of;
    if (node.kind === "folder") return undefined;
    const above = node.kind === "monitor" ? this.find(node.runtime, node.monitor.target.name) : undefined;
    if (above?.monitors.some((each) => each === node)) return above;
    return this.runtimes.all().length > 1 ? folderNode(node.runtime) : undefined;
  }

  find(runtime: FolderRuntime, name: string): DeploymentNode | undefined {
    return this.of(runtime).find(
      (node): node is DeploymentNode => node.kind === "deployment" && node.deployment.name === name,
    );
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  private of(runtime: FolderRuntime): (DeploymentNode | MonitorNode)[] {
    return this.nodes.get(runtime) ?? [];
  }

  /** Only the lines that read otherwise are drawn anew. */
  private follow(runtime: FolderRuntime): void {
    const before = this.of(runtime).map((node) => ({ node, text: textOf(node) }));
    const after = this.bringUpToDate(runtime);
    const isSame = after.length === before.length && after.every((node, i) => node === before[i]?.node);
    if (!isSame) this.changed.fire(undefined);
    else for (const { node, text } of before) if (textOf(node) !== text) this.changed.fire(node);
  }

  private bringUpToDate(runtime: FolderRuntime): (DeploymentNode | MonitorNode)[] {
    const before = new Map<string, MonitorNode>();
    const served = new Map<string, DeploymentNode>();
    for (const node of this.of(runtime)) {
      if (node.kind === "deployment") served.set(node.deployment.name, node);
      for (const each of node.kind === "deployment" ? node.monitors : [node]) before.set(each.monitor.name, each);
    }
    const monitors = this.monitors.of(runtime).map((monitor): MonitorNode => {
      const node = before.get(monitor.name) ?? { kind: "monitor", runtime, monitor };
      node.monitor = monitor;
      return node;
    });
    const deployments = (this.deployments.of(runtime) ?? []).map((deployment) => {
      const node = served.get(deployment.name) ?? {
        kind: "deployment",
        runtime,
        deployment,
        variants: [],
        monitors: [],
      };
      node.monitors = monitors.filter(({ monitor: { target } }) => isOf(target, deployment));
      return nodeFor(node, deployment);
    });
    const loose = monitors.filter((node) => !deployments.some((each) => each.monitors.includes(node)));
    const nodes = [...deployments, ...loose];
    this.nodes.set(runtime, nodes);
    return nodes;
  }
}

function isOf(target: MonitorState["target"], deployment: DeploymentStatus): boolean {
  return target.kind === "deployment" && target.name === deployment.name;
}

function textOf(node: DeploymentNode | MonitorNode): string {
  if (node.kind === "monitor") return JSON.stringify(node.monitor);
  return JSON.stringify([node.deployment, node.monitors.map(({ monitor }) => monitor)]);
}

function nodeFor(node: DeploymentNode, deployment: DeploymentStatus): DeploymentNode {
  const before = new Map(node.variants.map((each) => [each.variant.name, each]));
  node.deployment = deployment;
  node.variants = deployment.variants.map((variant) => {
    const line: VariantNode = before.get(variant.name) ?? { kind: "variant", of: node, variant };
    line.variant = variant;
    return line;
  });
  return node;
}
