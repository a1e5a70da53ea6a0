import type { ModelSummary, VersionSummary } from "../../shared/models";
import type { RunSummary } from "../../shared/runs";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { FolderNode } from "../tree/folderNode";

/** What the tree is made of. The editor knows a node by its identity, so each is made once and then kept up to date. */
export type ModelsNode = FolderNode | ModelNode | VersionNode | OriginNode | ServingNode;

export interface ModelNode {
  readonly kind: "model";
  readonly runtime: FolderRuntime;
  model: ModelSummary;
  versions: VersionNode[];
}

export interface VersionNode {
  readonly kind: "version";
  readonly of: ModelNode;
  version: VersionSummary;
  /** Made when somebody opens the version. */
  origin: OriginNode | undefined;
  serving: readonly ServingNode[];
}

/** The run that a version came from. */
export interface OriginNode {
  readonly kind: "origin";
  readonly of: VersionNode;
  /** Undefined: it is not there any more. */
  run: RunSummary | undefined;
}

/** A deployment that answers with a version. */
export interface ServingNode {
  readonly kind: "serving";
  readonly of: VersionNode;
  readonly deployment: string;
  readonly variant: string;
  /** Percent of the deployment's requests. */
  readonly weight: number;
}

export function modelOf(node: Exclude<ModelsNode, FolderNode>): ModelNode {
  if (node.kind === "model") return node;
  return node.kind === "version" ? node.of : node.of.of;
}

export function idOf(node: ModelsNode): string {
  switch (node.kind) {
    case "folder":
      return node.runtime.folder.uri.toString();
    case "model":
      return `${node.runtime.folder.uri}#${encodeURIComponent(node.model.name)}`;
    case "version":
      return `${idOf(node.of)}/${node.version.version}`;
    case "origin":
      return `${idOf(node.of)}/run`;
    case "serving":
      return `${idOf(node.of)}/served/${node.deployment}/${node.variant}`;
    default:
      return node satisfies never;
  }
}
