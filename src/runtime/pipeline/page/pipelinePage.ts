import { relative, sep } from "node:path";
import { progressIn } from "../../../core/dvc/pipeline/progressIn";
import type { Fault } from "../../../core/dvc/pipeline/resolved";
import { notFound } from "../../../shared/apiError";
import type {
  NodeState,
  PipelineChoice,
  PipelineFault,
  PipelineNode,
  PipelinePage,
} from "../../../shared/pipelinePage";
import { whyText } from "../../../shared/repro";
import { isUnderWay, type LiveRun } from "../live/liveFiles";
import type { Look } from "../looks";
import type { FileNode, ProjectNode, StageNode } from "../node";
import type { PipelineProject } from "../project";
import { isChanged, whyOf } from "../stageChanges";
import { tailOf } from "./logTail";
import { reproOf, type ToldStage, toldOf } from "./told";

/** One project as the page of a pipeline needs it. */
export interface PageProject {
  readonly project: PipelineProject;
  /** Oldest first. */
  readonly runs: readonly LiveRun[];
  /** Looked up only of the project that is shown. */
  look(nodes: readonly ProjectNode[]): Promise<Look>;
}

export interface PageRequest {
  /** The folder that is open, absolute. */
  readonly workspace: string;
  /** As a choice of the page has it; undefined: the first. */
  readonly id: string | undefined;
  readonly now: number;
}

/** Every dvc.yaml, and a project with several of them as a whole, which comes first. */
export function choicesOf(workspace: string, projects: readonly PipelineProject[]): PipelineChoice[] {
  return projects.flatMap((project) => {
    const files = project.pipelines.map(({ file, stages }) => ({
      id: placed(workspace, project.root, file),
      stages: stages.length,
    }));
    if (files.length < 2) return files;
    const stages = files.reduce((sum, each) => sum + each.stages, 0);
    return [{ id: placed(workspace, project.root, ""), stages }, ...files];
  });
}

export function placed(workspace: string, root: string, file: string): string {
  const folder = relative(workspace, root).split(sep).join("/");
  return [folder, file].filter(Boolean).join("/") || ".";
}

interface Chosen {
  readonly source: PageProject;
  /** Undefined: all of the project. */
  readonly file: string | undefined;
}

export function choose(workspace: string, sources: readonly PageProject[], id: string): Chosen {
  for (const source of sources) {
    const { root, pipelines } = source.project;
    const file = pipelines.find((each) => placed(workspace, root, each.file) === id)?.file;
    if (file !== undefined) return { source, file };
    if (placed(workspace, root, "") === id) return { source, file: undefined };
  }
  return notFound(`The pipeline '${id}'`);
}

export async function pipelinePage(sources: readonly PageProject[], request: PageRequest): Promise<PipelinePage> {
  const { workspace, now } = request;
  const pipelines = choicesOf(
    workspace,
    sources.map(({ project }) => project),
  );
  const id = request.id ?? pipelines[0]?.id;
  if (id === undefined) return { now, pipelines, id: ".", faults: [], nodes: [], edges: [] };
  const { source, file } = choose(workspace, sources, id);
  const { project, runs } = source;
  const last = runs.at(-1);
  const isLive = last !== undefined && isUnderWay(last.events);
  const shown = nodesIn(project, file);
  const told = last ? toldOf(last) : new Map<string, ToldStage>();
  // what is being worked on changes under the eyes: it is asked what it said, and not looked at
  const atRest = shown.filter(({ address }) => !(isLive && told.has(address)));
  const look = await source.look(atRest);
  const place = { workspace, root: project.root };
  const nodes = shown.map((node) =>
    node.kind === "file"
      ? dataNode(node, look, place)
      : stageNode(node, { ...place, told: told.get(node.address), isLive, look, past: pastOf(runs, node.address) }),
  );
  const ids = new Set(nodes.map((node) => node.id));
  const edges = shown.flatMap(({ address }) =>
    (project.graph.needs.get(address) ?? []).flatMap((from) => (ids.has(from) ? [{ from, to: address }] : [])),
  );
  return {
    now,
    pipelines,
    id,
    project: placed(workspace, project.root, ""),
    ...(file !== undefined && { file }),
    faults: faultsOf(project, file).map((fault) => pageFault(workspace, project.root, fault)),
    nodes,
    edges,
    ...(last && { repro: reproOf(last, isLive) }),
  };
}

/** The stages of a file with the data that go into them. */
function nodesIn({ nodes, graph }: PipelineProject, file: string | undefined): ProjectNode[] {
  if (file === undefined) return [...nodes];
  const stages = nodes.filter((node) => node.kind === "stage" && node.stage.file === file);
  const needed = new Set(stages.flatMap(({ address }) => graph.needs.get(address) ?? []));
  return nodes.filter((node) => stages.includes(node) || (node.kind === "file" && needed.has(node.address)));
}

function faultsOf({ faults }: PipelineProject, file: string | undefined): readonly Fault[] {
  // an error in any file keeps all from running
  return faults.filter((fault) => file === undefined || fault.file === file || fault.severity === "error");
}

export function pageFault(workspace: string, root: string, { message, file, place, severity }: Fault): PipelineFault {
  return { message, file: placed(workspace, root, file), line: place.line, column: place.column, severity };
}

interface StageView {
  readonly workspace: string;
  readonly root: string;
  readonly told: ToldStage | undefined;
  readonly isLive: boolean;
  readonly look: Look;
  readonly past: ToldStage | undefined;
}

function stageNode(node: StageNode, view: StageView): PipelineNode {
  const { stage, address } = node;
  const { told, isLive, past } = view;
  const isTold = isLive && told !== undefined;
  const changes = isTold ? undefined : view.look.changesOf(node);
  const isStale = changes !== undefined && isChanged(changes, stage);
  const why = changes ? (isStale ? whyOf(changes) : []) : (told?.why ?? []);
  const state: NodeState = isTold ? told.state : stateAtRest(isStale, told);
  const times = isTold || state === "killed" ? told : (past ?? told);
  const run = times?.run;
  const progress = isTold && state === "running" && told.log ? progressIn(tailOf(told.log, 5).join("\n")) : undefined;
  const hasFailed = state === "failed" && told?.message !== undefined;
  return {
    id: address,
    kind: "stage",
    name: stage.name,
    ...(stage.group !== undefined && { group: stage.group }),
    state,
    ...(stage.frozen && { isFrozen: true }),
    ...(why.length > 0 && { why: whyText(why) }),
    ...(state === "skipped" && told?.message !== undefined && { because: told.message }),
    file: placed(view.workspace, view.root, stage.file),
    line: stage.place.line,
    ...(times?.began !== undefined && { began: times.began }),
    ...(times?.ended !== undefined && { ended: times.ended }),
    ...(progress && { progress }),
    ...(run !== undefined && { run }),
    ...(hasFailed && told?.message !== undefined && { message: told.message }),
  };
}

/** What failed or was stopped in the last run and would still run has; all else is told by what lies there. */
function stateAtRest(isStale: boolean, told: ToldStage | undefined): NodeState {
  if (!isStale) return "unchanged";
  if (told?.state === "failed" || told?.state === "skipped" || told?.state === "killed") return told.state;
  if (told?.state === "running") return "killed"; // with the run that ran it
  return "changed";
}

/** When it really ran last. */
function pastOf(runs: readonly LiveRun[], stage: string): ToldStage | undefined {
  for (const run of [...runs].reverse()) {
    const told = toldOf(run).get(stage);
    if (told?.ended !== undefined && (told.state === "done" || told.state === "failed")) return told;
  }
  return undefined;
}

function dataNode(node: FileNode, look: Look, { workspace, root }: { workspace: string; root: string }): PipelineNode {
  const { file, outs, address } = node;
  const [first] = outs;
  const [changed] = look.fileChanges(node);
  const content = first?.out.content;
  const path = first?.target.kind === "local" ? first.target.path : first?.target.url;
  return {
    id: address,
    kind: file.deps.length > 0 ? "import" : "data",
    name: path ?? address.replace(/\.dvc$/, ""),
    state: changed === undefined ? "unchanged" : "changed",
    ...(file.frozen && { isFrozen: true }),
    ...(changed && { why: changed.state }),
    file: placed(workspace, root, address),
    line: 1,
    ...(content?.size !== undefined && { size: content.size }),
    ...(content?.nfiles !== undefined && { nfiles: content.nfiles }),
  };
}
