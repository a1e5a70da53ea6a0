import { relative, sep } from "node:path";
import * as vscode from "vscode";
import type { Tracked } from "../../shared/data";
import { askInSteps } from "../pick/steps";
import { type DataNode, isDataNode } from "./dataNodes";
import type { DataStates } from "./dataStates";
import { describeData, describePipeline, describeStage, describeTracked } from "./dataText";
import type { DvcProject, DvcProjects } from "./dvcProjects";
import { targetIn } from "./pageTarget";

/** What a command is about: lines of our tree or of source control, files of the Explorer, or what the user picks. */

/** The lines that were given: the clicked one, or all that are selected when it is one of them. */
export function nodesIn(args: readonly unknown[]): DataNode[] {
  const [first, second] = args;
  const resources = args.flat().flatMap((each) => {
    const node = typeof each === "object" && each !== null && "node" in each ? each.node : undefined;
    return isDataNode(node) ? [node] : [];
  });
  if (resources.length > 0) return resources;
  const clicked = isDataNode(first) ? first : undefined;
  const selected = Array.isArray(second) ? second.filter(isDataNode) : [];
  if (clicked === undefined) return selected;
  return selected.includes(clicked) ? selected : [clicked];
}

/** Files of the Explorer: the clicked one, or all that are selected with it. */
export function urisIn(args: readonly unknown[]): vscode.Uri[] {
  const [first, second] = args;
  if (!(first instanceof vscode.Uri)) return [];
  const selected = Array.isArray(second) ? second.filter((each) => each instanceof vscode.Uri) : [];
  return selected.length > 0 ? selected : [first];
}

export interface ChosenPaths {
  readonly project: DvcProject;
  /** From its root; none stand for everything. */
  readonly paths: readonly string[];
}

/** Undefined: nothing was given. A `.dvc` file stands for what it tracks. */
export function pathsIn(args: readonly unknown[], projects: DvcProjects): ChosenPaths | undefined {
  const nodes = nodesIn(args);
  const [node] = nodes;
  if (node && node.kind !== "folder") {
    const mine = nodes.filter((each) => each.kind !== "folder" && each.project === node.project);
    return { project: node.project, paths: mine.flatMap(pathsOf) };
  }
  const uris = urisIn(args);
  const project = uris[0] && projects.find(uris[0]);
  if (project === undefined) return undefined;
  const paths = uris
    .filter((uri) => projects.find(uri) === project)
    .map((uri) => relative(project.root, uri.fsPath).split(sep).join("/"))
    .filter((path) => path !== "");
  return { project, paths };
}

function pathsOf(node: DataNode): string[] {
  if (node.kind === "tracked") return [node.tracked.path];
  if (node.kind === "inside") return [`${node.tracked.path}/${node.change.path}`];
  return node.kind === "item" ? [node.item.path] : [];
}

/** The project that is meant, the only one there is, or the one that the user picks. */
export async function chooseProject(
  title: string,
  projects: DvcProjects,
  states: DataStates,
  args: readonly unknown[] = [],
): Promise<DvcProject | undefined> {
  const [node] = nodesIn(args);
  if (node && node.kind !== "folder") return node.project;
  const named = targetIn(args, projects);
  if (named) return named.project;
  const [uri] = urisIn(args);
  const above = uri ?? vscode.window.activeTextEditor?.document.uri;
  const held = above && projects.find(above);
  if (uri && held) return held;
  const all = projects.all();
  if (all.length === 0) throw new Error(vscode.l10n.t("There is no project of DVC here; initialize one first."));
  if (all.length === 1) return all[0];
  const items = all.map((project) => ({
    project,
    label: project.path === "." ? project.runtime.folder.name : project.path,
    description: describeProject(states, project),
  }));
  const answer = await askInSteps<{ project: DvcProject }>(title, [
    {
      ask: (_, form) =>
        form.pick({
          items,
          placeholder: vscode.l10n.t("Choose a project"),
          active: ({ project }) => project === held,
        }),
    },
  ]);
  return answer?.project;
}

function describeProject(states: DataStates, project: DvcProject): string {
  const known = states.peek(project);
  const stages = known?.pipeline?.pipelines.flatMap((each) => each.stages) ?? [];
  return [known?.data ? describeData(known.data.tracked) : "", stages.length === 0 ? "" : describePipeline(stages)]
    .filter(Boolean)
    .join(" · ");
}

interface TrackedItem extends vscode.QuickPickItem {
  readonly tracked: Tracked;
}

/** One or several of what is tracked. `isFit` leaves out what the act makes no sense for. */
export async function pickTracked(
  title: string,
  states: DataStates,
  project: DvcProject,
  isFit: (tracked: Tracked) => boolean = () => true,
  howMany: "one" | "several" = "several",
): Promise<readonly Tracked[] | undefined> {
  const items = trackedOf(states, project).then((all) => {
    const fit = all.filter(isFit);
    if (fit.length === 0) throw new Error(vscode.l10n.t("Nothing that is tracked here is in a state for that."));
    return fit.map((tracked): TrackedItem => ({ tracked, label: tracked.path, description: describeTracked(tracked) }));
  });
  const answer = await askInSteps<{ items: readonly TrackedItem[] }>(title, [
    {
      ask: async (_, form) => ({
        items:
          howMany === "one"
            ? [await form.pick({ items, placeholder: vscode.l10n.t("Choose a file or a folder") })]
            : await form.pickMany({ items, placeholder: vscode.l10n.t("Choose files or folders") }),
      }),
    },
  ]);
  return answer?.items.map(({ tracked }) => tracked);
}

async function trackedOf(states: DataStates, project: DvcProject): Promise<readonly Tracked[]> {
  if (states.of(project).data === undefined) await states.look(project);
  return states.of(project).data?.tracked ?? [];
}

export interface ChosenStage {
  readonly project: DvcProject;
  /** As dvc addresses it. */
  readonly stage: string;
  /** From the workspace's folder. */
  readonly file: string;
  readonly line: number;
  readonly pipeline: string;
  readonly run: string | undefined;
}

/** The stage of a line, of a lens (`file, stage`), or the one that the user picks. */
export async function chooseStage(
  title: string,
  projects: DvcProjects,
  states: DataStates,
  args: readonly unknown[],
): Promise<ChosenStage | undefined> {
  const [node] = nodesIn(args);
  if (node?.kind === "stage") return stageOf(node.project, node.file.id, node.stage);
  if (node?.kind === "part" || node?.kind === "item" || node?.kind === "param")
    return stageOf(node.of.project, node.of.file.id, node.of.stage);
  const project = await chooseProject(title, projects, states, args);
  if (project === undefined) return undefined;
  if (states.of(project).pipeline === undefined) await states.look(project);
  const { pipeline } = states.of(project);
  const now = pipeline?.now ?? Date.now();
  const items = (pipeline?.pipelines ?? []).flatMap(({ id, stages }) =>
    stages.map((stage) => ({
      ...stageOf(project, id, stage),
      label: stage.id,
      description: describeStage(stage, now),
    })),
  );
  if (items.length === 0) throw new Error(vscode.l10n.t("There is no stage in this project's pipelines."));
  const name = targetIn(args, projects)?.target.stage ?? args.find((each): each is string => typeof each === "string");
  const named = items.find(({ label }) => label === name);
  if (named) return named;
  const answer = await askInSteps<{ chosen: ChosenStage }>(title, [
    {
      ask: async (_, form) => ({
        chosen: await form.pick({ items, placeholder: vscode.l10n.t("Choose a stage") }),
      }),
    },
  ]);
  return answer?.chosen;
}

function stageOf(
  project: DvcProject,
  pipeline: string,
  { id, file, line = 1, run }: { id: string; file: string; line?: number; run?: string },
): ChosenStage {
  return { project, stage: id, file, line, pipeline, run };
}
