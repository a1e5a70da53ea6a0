import type * as vscode from "vscode";
import { type FolderChanges, readFolderChanges } from "../../shared/data";
import { readStagePage, type StagePage } from "../../shared/pipelinePage";
import type { Runtimes } from "../runtime/runtimes";
import { folderNode } from "../tree/folderNode";
import { dataItem } from "./dataItems";
import type { DataNode, MoreNode, PipelineFileNode, ProjectNode, StageNode, TrackedNode } from "./dataNodes";
import type { DataStates } from "./dataStates";
import { shownData } from "./dataText";
import type { DvcProject, DvcProjects } from "./dvcProjects";

/** Lines of one list that are shown at once. */
const page = 200;

/** Data and stages; projects above them where there are several, and folders above those. */
export class DataTree implements vscode.Disposable {
  private readonly shown = new Map<string, number>();
  private readonly changes = new Map<string, { readonly of: string; readonly found: FolderChanges }>();
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly runtimes: Runtimes,
    private readonly projects: DvcProjects,
    private readonly states: DataStates,
    private readonly fire: (node: DataNode | undefined) => void,
  ) {
    this.subscription = states.onDidChange((project) =>
      this.fire(this.isAlone(project) ? undefined : projectNode(project)),
    );
  }

  dispose(): void {
    this.subscription.dispose();
  }

  getTreeItem(node: DataNode): vscode.TreeItem {
    return dataItem(node, this.states);
  }

  getChildren(node?: DataNode): DataNode[] | Promise<DataNode[]> {
    if (node === undefined) return this.roots();
    switch (node.kind) {
      case "folder":
        return this.inFolder(this.projects.of(node.runtime));
      case "project":
        return this.inProject(node.project);
      case "data":
        return this.trackedOf(node.project);
      case "tracked":
        return this.insideOf(node);
      case "pipeline":
        return this.stagesOf(node);
      case "stage":
        return this.partsOf(node);
      case "part":
        return [...node.children];
      case "inside":
      case "item":
      case "param":
      case "fault":
      case "more":
        return [];
      default:
        return node satisfies never;
    }
  }

  getParent(node: DataNode): DataNode | undefined {
    switch (node.kind) {
      case "folder":
      case "more":
      case "fault":
      case "part":
      case "item":
      case "param":
        return undefined;
      case "project":
        return this.runtimes.all().length > 1 ? folderNode(node.project.runtime) : undefined;
      case "data":
      case "pipeline":
        return this.isAlone(node.project) ? undefined : projectNode(node.project);
      case "tracked":
        return { kind: "data", project: node.project };
      case "inside":
        return { kind: "tracked", project: node.project, tracked: node.tracked };
      case "stage":
        return { kind: "pipeline", project: node.project, file: node.file };
      default:
        return node satisfies never;
    }
  }

  showMore({ project, under }: MoreNode): void {
    this.shown.set(under, (this.shown.get(under) ?? page) + page);
    this.fire(this.isAlone(project) ? undefined : projectNode(project));
  }

  private roots(): DataNode[] {
    const folders = this.runtimes.all().filter((runtime) => this.projects.of(runtime).length > 0);
    if (folders.length === 0) return []; // the view says what to do instead
    if (this.runtimes.all().length > 1) return folders.map(folderNode);
    return this.inFolder(this.projects.all());
  }

  private inFolder(projects: readonly DvcProject[]): DataNode[] {
    const [only] = projects;
    return projects.length === 1 && only ? this.inProject(only) : projects.map(projectNode);
  }

  private isAlone({ runtime }: DvcProject): boolean {
    return this.projects.of(runtime).length === 1 && this.runtimes.all().length === 1;
  }

  private inProject(project: DvcProject): DataNode[] {
    const { data, pipeline, why } = this.states.of(project);
    const files = (pipeline?.pipelines ?? []).map((file): PipelineFileNode => ({ kind: "pipeline", project, file }));
    const faults = [...(why === undefined ? [] : [{ message: why }]), ...(data?.faults ?? [])].map(
      ({ message, file = "", line }: { message: string; file?: string; line?: number }): DataNode => ({
        kind: "fault",
        project,
        under: "data",
        fault: { message, file, severity: "error", ...(line !== undefined && { line }) },
      }),
    );
    return [...faults, ...(data === undefined ? [] : [{ kind: "data", project } as const]), ...files];
  }

  private trackedOf(project: DvcProject): DataNode[] {
    const all = shownData(this.states.of(project).data?.tracked).map(
      (tracked): TrackedNode => ({ kind: "tracked", project, tracked }),
    );
    return this.cut(project, "data", all);
  }

  private async insideOf(node: TrackedNode): Promise<DataNode[]> {
    const { project, tracked } = node;
    const key = `${project.root}//${tracked.path}`;
    const of = JSON.stringify([tracked.md5, tracked.current]);
    let known = this.changes.get(key);
    if (known?.of !== of) {
      const found = await readInside(project, tracked.path);
      if (found === undefined) return [];
      known = { of, found };
      this.changes.set(key, known);
    }
    const { found } = known;
    const lines = found.changes.map((change): DataNode => ({ kind: "inside", project, tracked, change }));
    const left = found.total - found.changes.length;
    const cut = this.cut(project, `inside/${tracked.path}`, lines);
    if (left === 0 || cut.length < lines.length) return cut;
    return [...cut, { kind: "more", project, under: `inside/${tracked.path}`, left, canLoad: false }];
  }

  private stagesOf({ project, file }: PipelineFileNode): DataNode[] {
    const faults = file.faults.map((fault): DataNode => ({ kind: "fault", project, under: file.file, fault }));
    const stages = file.stages.map((stage): StageNode => ({ kind: "stage", project, file, stage }));
    return [...faults, ...this.cut(project, `pipeline/${file.file}`, stages)];
  }

  private async partsOf(node: StageNode): Promise<DataNode[]> {
    const found = await readStage(node);
    if (found === undefined) return [];
    const { project } = node;
    const before = new Map(found.why.flatMap(({ kind, name, before }) => (kind === "param" ? [[name, before]] : [])));
    const params = found.params.map(({ file, name, value }): DataNode => {
      const was = before.get(`${file}: ${name}`) ?? before.get(name);
      return { kind: "param", project, of: node, file, name, value, ...(was !== undefined && { before: was }) };
    });
    const entries = (part: "deps" | "outs") =>
      found[part].map((item): DataNode => ({ kind: "item", project, of: node, part, item }));
    const parts = [
      ["params", params],
      ["deps", entries("deps")],
      ["outs", entries("outs")],
    ] as const;
    return parts
      .filter(([, children]) => children.length > 0)
      .map(([part, children]) => ({ kind: "part", project, of: node, part, children }));
  }

  private cut(project: DvcProject, list: string, nodes: readonly DataNode[]): DataNode[] {
    const under = `${project.root}#${list}`;
    const most = this.shown.get(under) ?? page;
    if (nodes.length <= most) return [...nodes];
    const left = Math.min(page, nodes.length - most);
    return [...nodes.slice(0, most), { kind: "more", project, under, left, canLoad: true }];
  }
}

const projectNodes = new WeakMap<DvcProject, ProjectNode>();

/** The same for a project each time: it is drawn anew by its identity. */
function projectNode(project: DvcProject): ProjectNode {
  let node = projectNodes.get(project);
  if (node === undefined) {
    node = { kind: "project", project };
    projectNodes.set(project, node);
  }
  return node;
}

async function readInside(project: DvcProject, path: string): Promise<FolderChanges | undefined> {
  const door = await project.runtime.reader();
  const query = new URLSearchParams({ project: project.path, path, limit: "10000" });
  return door?.get(`/api/tidemark/v1/data/changes?${query}`, readFolderChanges);
}

async function readStage({ project, file, stage }: StageNode): Promise<StagePage | undefined> {
  const door = await project.runtime.reader();
  const query = new URLSearchParams({ id: file.id, stage: stage.id });
  return door?.get(`/api/tidemark/v1/pipeline/page/stage?${query}`, readStagePage);
}
