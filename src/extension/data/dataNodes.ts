import type { FileChange, Tracked } from "../../shared/data";
import type { PipelineFile } from "../../shared/pipeline";
import type { PipelineFault, PipelineNode, StageItem } from "../../shared/pipelinePage";
import type { FolderNode } from "../tree/folderNode";
import type { DvcProject } from "./dvcProjects";

/** What the tree is made of. A node holds what it shows; the editor knows a line again by its id. */
export type DataNode =
  | FolderNode
  | ProjectNode
  | DataGroupNode
  | TrackedNode
  | InsideNode
  | PipelineFileNode
  | StageNode
  | StagePartNode
  | StageItemNode
  | ParamNode
  | FaultNode
  | MoreNode;

interface InProject {
  readonly project: DvcProject;
}

/** A project, where there are several. */
export interface ProjectNode extends InProject {
  readonly kind: "project";
}

export interface DataGroupNode extends InProject {
  readonly kind: "data";
}

export interface TrackedNode extends InProject {
  readonly kind: "tracked";
  readonly tracked: Tracked;
}

/** A file that changed inside a tracked folder. */
export interface InsideNode extends InProject {
  readonly kind: "inside";
  readonly tracked: Tracked;
  readonly change: FileChange;
}

export interface PipelineFileNode extends InProject {
  readonly kind: "pipeline";
  readonly file: PipelineFile;
}

export interface StageNode extends InProject {
  readonly kind: "stage";
  readonly file: PipelineFile;
  readonly stage: PipelineNode;
}

export interface StagePartNode extends InProject {
  readonly kind: "part";
  readonly of: StageNode;
  readonly part: "deps" | "outs" | "params";
  readonly children: readonly DataNode[];
}

export interface StageItemNode extends InProject {
  readonly kind: "item";
  readonly of: StageNode;
  readonly part: "deps" | "outs";
  readonly item: StageItem;
}

export interface ParamNode extends InProject {
  readonly kind: "param";
  readonly of: StageNode;
  readonly file: string;
  readonly name: string;
  readonly value: string;
  readonly before?: string;
}

export interface FaultNode extends InProject {
  readonly kind: "fault";
  readonly fault: PipelineFault;
  readonly under: string;
}

/** What a list was cut to. */
export interface MoreNode extends InProject {
  readonly kind: "more";
  readonly under: string;
  readonly left: number;
  /** It asks for them when it is clicked. */
  readonly canLoad: boolean;
}

export function idOf(node: DataNode): string {
  if (node.kind === "folder") return node.runtime.folder.uri.toString();
  const base = `${node.project.runtime.folder.uri}#${node.project.path}`;
  switch (node.kind) {
    case "project":
      return base;
    case "data":
      return `${base}/data`;
    case "tracked":
      return `${base}/data/${node.tracked.file}:${node.tracked.path}`;
    case "inside":
      return `${base}/data/${node.tracked.file}:${node.tracked.path}//${node.change.path}`;
    case "pipeline":
      return `${base}/pipeline/${node.file.file}`;
    case "stage":
      return `${base}/pipeline/${node.file.file}#${node.stage.id}`;
    case "part":
      return `${idOf(node.of)}/${node.part}`;
    case "item":
      return `${idOf(node.of)}/${node.part}/${node.item.path}`;
    case "param":
      return `${idOf(node.of)}/params/${node.file}:${node.name}`;
    case "fault":
      return `${base}/fault/${node.under}/${node.fault.file}:${node.fault.line ?? 0}:${node.fault.message}`;
    case "more":
      return `${base}/more/${node.under}`;
    default:
      return node satisfies never;
  }
}

export function isDataNode(value: unknown): value is DataNode {
  return (
    typeof value === "object" &&
    value !== null &&
    "kind" in value &&
    ("project" in value || value.kind === "folder") &&
    typeof value.kind === "string"
  );
}
