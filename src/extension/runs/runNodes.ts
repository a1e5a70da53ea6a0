import type { ExperimentSummary, RunSummary } from "../../shared/runs";
import type { FolderRuntime } from "../runtime/folderRuntime";

/** What the tree is made of. The editor knows a node by its identity, so each is made once and then kept up to date. */
export type RunsNode = FolderNode | ExperimentNode | RunNode | MoreNode;

export interface FolderNode {
  readonly kind: "folder";
  readonly runtime: FolderRuntime;
}

export interface ExperimentNode extends Container {
  readonly kind: "experiment";
  readonly runtime: FolderRuntime;
  experiment: ExperimentSummary;
  /** The metric that stands for a run. */
  metric: string | undefined;
}

export interface RunNode extends Container {
  readonly kind: "run";
  readonly experiment: ExperimentNode;
  run: RunSummary;
}

/** The line that fetches the next page. */
export interface MoreNode {
  readonly kind: "more";
  readonly of: ExperimentNode | RunNode;
}

/** What holds runs: some of them are here, `next` leads to the rest. */
export interface Container {
  loaded: RunNode[] | undefined;
  next: string | undefined;
  readonly more: MoreNode;
}

export function experimentOf(node: ExperimentNode | RunNode): ExperimentNode {
  return node.kind === "run" ? node.experiment : node;
}

export function idOf(node: RunsNode): string {
  switch (node.kind) {
    case "folder":
      return node.runtime.folder.uri.toString();
    case "experiment":
      return `${node.runtime.folder.uri}#${node.experiment.id}`;
    case "run":
      return `${idOf(node.experiment)}/${node.run.id}`;
    case "more":
      return `${idOf(node.of)}/more`;
    default:
      return node satisfies never;
  }
}

export function createExperimentNode(runtime: FolderRuntime, experiment: ExperimentSummary): ExperimentNode {
  return contain<ExperimentNode>({ kind: "experiment", runtime, experiment, metric: undefined });
}

export function createRunNode(experiment: ExperimentNode, run: RunSummary): RunNode {
  return contain<RunNode>({ kind: "run", experiment, run });
}

function contain<T extends ExperimentNode | RunNode>(own: Omit<T, keyof Container>): T {
  const node = { ...own, loaded: undefined, next: undefined } as unknown as T;
  return Object.assign(node, { more: { kind: "more", of: node } satisfies MoreNode });
}
