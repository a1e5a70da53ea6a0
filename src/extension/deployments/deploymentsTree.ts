import * as vscode from "vscode";
import type { DeploymentStatus } from "../../shared/deployments";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import { folderNode } from "../tree/folderNode";
import { deploymentsItem } from "./deploymentItems";
import type { DeploymentNode, DeploymentsNode, VariantNode } from "./deploymentNodes";
import type { Deployments } from "./deployments";

/** Deployments and their variants; a folder above them where there are several. */
export class DeploymentsTree implements vscode.TreeDataProvider<DeploymentsNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<DeploymentsNode | undefined>();
  private readonly nodes = new Map<FolderRuntime, DeploymentNode[]>();
  private readonly subscription: vscode.Disposable;
  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly runtimes: Runtimes,
    private readonly deployments: Deployments,
  ) {
    this.subscription = vscode.Disposable.from(
      deployments.onDidChange((runtime) => this.follow(runtime)),
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
        return node.variants;
      case "variant":
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
    return node.kind === "deployment" && this.runtimes.all().length > 1 ? folderNode(node.runtime) : undefined;
  }

  find(runtime: FolderRuntime, name: string): DeploymentNode | undefined {
    return this.of(runtime).find(({ deployment }) => deployment.name === name);
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  private of(runtime: FolderRuntime): DeploymentNode[] {
    return this.nodes.get(runtime) ?? [];
  }

  /** Only the lines that read otherwise are drawn anew. */
  private follow(runtime: FolderRuntime): void {
    const before = this.of(runtime).map((node) => ({ node, text: JSON.stringify(node.deployment) }));
    const after = this.bringUpToDate(runtime);
    const isSame = after.length === before.length && after.every((node, i) => node === before[i]?.node);
    if (!isSame) this.changed.fire(undefined);
    else for (const { node, text } of before) if (JSON.stringify(node.deployment) !== text) this.changed.fire(node);
  }

  private bringUpToDate(runtime: FolderRuntime): DeploymentNode[] {
    const before = new Map(this.of(runtime).map((node) => [node.deployment.name, node]));
    const nodes = (this.deployments.of(runtime) ?? []).map((deployment) =>
      nodeFor(before.get(deployment.name) ?? { kind: "deployment", runtime, deployment, variants: [] }, deployment),
    );
    this.nodes.set(runtime, nodes);
    return nodes;
  }
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
