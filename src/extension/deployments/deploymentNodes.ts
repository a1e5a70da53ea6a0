import type { DeploymentStatus, VariantStatus } from "../../shared/deployments";
import { idOfMonitor, type MonitorNode } from "../monitoring/monitorItem";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { FolderNode } from "../tree/folderNode";

/** What the tree is made of. The editor knows a node by its identity, so each is made once and then kept up to date. */
export type DeploymentsNode = FolderNode | DeploymentNode | VariantNode | MonitorNode;

export interface DeploymentNode {
  readonly kind: "deployment";
  readonly runtime: FolderRuntime;
  deployment: DeploymentStatus;
  variants: VariantNode[];
  monitors: MonitorNode[];
}

export interface VariantNode {
  readonly kind: "variant";
  readonly of: DeploymentNode;
  variant: VariantStatus;
}

export function idOf(node: DeploymentNode | VariantNode | MonitorNode): string {
  if (node.kind === "monitor") return idOfMonitor(node);
  return node.kind === "variant"
    ? `${idOf(node.of)}/${node.variant.name}`
    : `${node.runtime.folder.uri}#deployment/${node.deployment.name}`;
}
