import type { RunSummary } from "../../shared/runs";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { FolderNode } from "../tree/folderNode";

/** What the tree is made of. The editor knows a node by its identity, so each is made once and then kept up to date. */
export type RunsNode = FolderNode | GroupNode | RunNode | MoreNode;

/** What a line above runs says. */
export interface GroupFacts {
  /** Of an experiment its name, otherwise the value; undefined: the runs that have none. */
  readonly name: string | undefined;
  readonly runs: number;
}

/** An experiment, or the runs that are alike in something else. */
export interface GroupNode extends Container {
  readonly kind: "group";
  readonly runtime: FolderRuntime;
  /** As in `Arrangement.group`. */
  readonly by: string;
  /** An experiment's id, a status, a text. */
  readonly value: string | undefined;
  facts: GroupFacts;
  /** The metric that stands for a run. */
  metric: string | undefined;
}

export interface RunNode extends Container {
  readonly kind: "run";
  group: GroupNode;
  run: RunSummary;
  /** Of a live run: where its metric went since it was last heard of. */
  trend: "up" | "down" | undefined;
}

/** The line that fetches the next page. */
export interface MoreNode {
  readonly kind: "more";
  readonly of: GroupNode | RunNode;
}

/** What holds runs: some of them are here, `next` leads to the rest. */
export interface Container {
  loaded: RunNode[] | undefined;
  next: string | undefined;
  readonly more: MoreNode;
}

export function groupOf(node: GroupNode | RunNode): GroupNode {
  return node.kind === "run" ? node.group : node;
}

export function runtimeOf(node: RunsNode): FolderRuntime {
  switch (node.kind) {
    case "folder":
      return node.runtime;
    case "more":
      return groupOf(node.of).runtime;
    default:
      return groupOf(node).runtime;
  }
}

/** The same in every window and after every restart; what a user chose for a group is kept under it. */
export function groupId({ runtime, by, value }: Pick<GroupNode, "runtime" | "by" | "value">): string {
  if (by === "experiment") return `${runtime.folder.uri}#${value}`;
  // a value may be empty, which is another group than that of the runs that have none
  return value === undefined ? `${runtime.folder.uri}#${by}` : `${runtime.folder.uri}#${by}=${value}`;
}

export function idOf(node: RunsNode): string {
  switch (node.kind) {
    case "folder":
      return node.runtime.folder.uri.toString();
    case "group":
      return groupId(node);
    case "run":
      return `${idOf(node.group)}/${node.run.id}`;
    case "more":
      return `${idOf(node.of)}/more`;
    default:
      return node satisfies never;
  }
}

export function createGroupNode(own: Pick<GroupNode, "runtime" | "by" | "value" | "facts" | "metric">): GroupNode {
  return contain<GroupNode>({ kind: "group", ...own });
}

export function createRunNode(group: GroupNode, run: RunSummary): RunNode {
  return contain<RunNode>({ kind: "run", group, run, trend: undefined });
}

function contain<T extends GroupNode | RunNode>(own: Omit<T, keyof Container>): T {
  const node = { ...own, loaded: undefined, next: undefined } as unknown as T;
  return Object.assign(node, { more: { kind: "more", of: node } satisfies MoreNode });
}
