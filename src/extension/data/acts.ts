import { join } from "node:path";
import * as vscode from "vscode";
import { createClicks } from "../tree/clicks";
import { createDataActs, openAt } from "./dataActs";
import type { DataNode } from "./dataNodes";
import type { DataStates } from "./dataStates";
import type { DataTree } from "./dataTree";
import type { DvcProject } from "./dvcProjects";
import { createPageActs } from "./pageActs";
import { createPipelineActs } from "./pipelineActs";
import { createRemoteActs } from "./remoteActs";
import type { DataTools } from "./room";
import type { SaidTexts } from "./saidText";
import { objectUri } from "./sourceControl";

export interface ActTools extends DataTools {
  readonly states: DataStates;
  readonly tree: DataTree;
  readonly said: SaidTexts;
  readonly acts: () => { addRemote(...args: unknown[]): Promise<void> };
}

export type DataActs = ReturnType<typeof createActs>;

/** What the commands of data and pipelines do. */
export function createActs(given: Omit<ActTools, "acts">) {
  const tools: ActTools = { ...given, acts: () => remotes };
  const remotes = createRemoteActs(tools);
  const data = createDataActs(tools);
  const pipeline = createPipelineActs(tools);
  const clicks = createClicks((node: DataNode) => open(node));

  async function open(node: DataNode): Promise<void> {
    if (node.kind === "folder") return;
    const { project } = node;
    switch (node.kind) {
      case "tracked":
        return openTracked(node.project, node.tracked.path);
      case "inside":
        return openPath(project, `${node.tracked.path}/${node.change.path}`);
      case "item":
        return openPath(project, node.item.path);
      case "stage":
        return openAt(join(project.runtime.path, node.stage.file), node.stage.line);
      case "pipeline":
        return openAt(join(project.root, node.file.file));
      case "param":
        return openAt(join(project.root, node.file));
      case "fault":
        return node.fault.file === ""
          ? undefined
          : openAt(join(project.runtime.path, node.fault.file), node.fault.line);
      case "more":
        return node.canLoad ? tools.tree.showMore(node) : undefined;
      case "project":
      case "data":
      case "part":
        return undefined;
      default:
        return node satisfies never;
    }
  }

  /** A file that changed against its version; else the thing itself, or the file that names what is not there. */
  async function openTracked(project: DvcProject, path: string): Promise<void> {
    const { data: known } = tools.states.of(project);
    const tracked = known?.tracked.find((each) => each.path === path);
    if (known === undefined || tracked === undefined) return;
    const uri = vscode.Uri.file(join(project.root, path));
    const before = tracked.state === "modified" ? objectUri(known.cacheFolder, tracked) : undefined;
    if (before) {
      const title = vscode.l10n.t("{0} (version and folder)", path);
      await vscode.commands.executeCommand("vscode.diff", before, uri, title);
    } else if (tracked.state === "not fetched" || tracked.state === "deleted")
      await openAt(join(project.root, tracked.file), tracked.line);
    else await openPath(project, path);
  }

  async function openPath(project: DvcProject, path: string): Promise<void> {
    const uri = vscode.Uri.file(join(project.root, path));
    const { type } = await vscode.workspace.fs.stat(uri);
    const isFolder = (type & vscode.FileType.Directory) !== 0;
    await vscode.commands.executeCommand(isFolder ? "revealInExplorer" : "vscode.open", uri);
  }

  return {
    ...data,
    ...remotes,
    ...pipeline,
    ...createPageActs(tools),
    clicked(): unknown {
      const [node] = tools.view.selection as readonly DataNode[];
      if (node === undefined) return undefined;
      return node.kind === "more" ? open(node) : clicks.click(node);
    },
    async open(...args: unknown[]): Promise<void> {
      const [node] = args;
      if (typeof node === "object" && node !== null && "kind" in node) await open(node as DataNode);
    },
  };
}
