import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join, sep } from "node:path";
import * as vscode from "vscode";
import { type FileChange, readFileChange } from "../../shared/data";
import { integer, string } from "../../shared/readers";
import { type DataDiffParams, readDataDiffParams } from "../../shared/views/dataDiff";
import type { PipelineParams } from "../../shared/views/pipeline";
import { chooseFolder } from "../commands/chooseFolder";
import { runGit } from "../git/runGit";
import { dataDiffPage, pipelinePage } from "../pages/kinds";
import type { Pages } from "../pages/pages";
import { askInSteps } from "../pick/steps";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { ActTools } from "./acts";
import { chooseProject, nodesIn, pathsIn, pickTracked } from "./chosen";
import { openAt } from "./dataActs";
import { openRunOfData } from "./dataRuns";
import type { DvcProject } from "./dvcProjects";
import { projectNamed } from "./pageTarget";
import { runAct } from "./runAct";
import { objectUri } from "./sourceControl";

const firstPipeline = `stages:
  train:
    cmd: python train.py
    deps:
      - train.py
    outs:
      - model
`;

/** The acts that open the pages of pipelines and of data, and what these pages ask the editor for. */
export function createPageActs(tools: ActTools) {
  const { projects, states, runtimes } = tools;
  const { t } = vscode.l10n;

  function showDiff(pages: Pages, project: DvcProject, params: Omit<DataDiffParams, "project">): void {
    pages.show(dataDiffPage, project.runtime, { project: project.path, ...params });
  }

  async function compareVersions(
    pages: Pages,
    project: DvcProject,
    given: Omit<DataDiffParams, "project">,
  ): Promise<void> {
    const title = t("Compare versions of data");
    const versions = await versionsOf(project);
    const answer = await askInSteps<{ from: string; to: string }>(title, [
      {
        ask: async (_, form) => ({
          from: (await form.pick({ items: versions, placeholder: t("The older version") })).version,
        }),
      },
      {
        ask: async ({ from }, form) => {
          const newer = [{ version: "", label: t("What lies in the folder now") }, ...versions];
          const items = newer.filter(({ version }) => version !== from);
          return { to: (await form.pick({ items, placeholder: t("The newer version") })).version };
        },
      },
    ]);
    if (answer) showDiff(pages, project, { ...given, from: answer.from, ...(answer.to !== "" && { to: answer.to }) });
  }

  return {
    async openPipeline(pages: Pages, ...args: unknown[]): Promise<void> {
      const show = (runtime: FolderRuntime, params: PipelineParams) => pages.show(pipelinePage, runtime, params);
      const [node] = nodesIn(args);
      if (node?.kind === "pipeline") return show(node.project.runtime, { pipeline: node.file.id });
      if (node?.kind === "stage") return show(node.project.runtime, { pipeline: node.file.id, stage: node.stage.id });
      const [uri] = args;
      if (uri instanceof vscode.Uri) {
        const project = projects.find(uri);
        if (project === undefined) throw new Error(t("{0} lies in no project of DVC.", uri.fsPath));
        return show(project.runtime, { pipeline: vscode.workspace.asRelativePath(uri, false) });
      }
      const project = await chooseProject(t("Open pipeline"), projects, states, args);
      if (project) show(project.runtime, { pipeline: await firstOf(project) });
    },

    async openPipelineLine(...args: unknown[]): Promise<void> {
      const [file, line] = args;
      const folder = args.at(-1);
      const runtime = runtimes.all().find((each) => each.folder.uri.toString() === folder);
      if (runtime) await openAt(inside(runtime.path, string(file, "file")), integer(line, "line"));
    },

    async addStage(): Promise<void> {
      const runtime = projects.all()[0]?.runtime ?? (await chooseFolder(runtimes));
      if (runtime === undefined) return;
      const path = join(projects.all()[0]?.root ?? runtime.path, "dvc.yaml");
      if (!existsSync(path)) await writeFile(path, firstPipeline);
      await openAt(path, 2);
      await projects.look();
    },

    /** Of what is clicked, of a page, or of what the user picks; `choose` asks for the versions. */
    async openDataDiff(pages: Pages, ...args: unknown[]): Promise<void> {
      const page = pageDiff(args);
      if (page)
        return args.includes("choose")
          ? compareVersions(pages, page.project, page.params)
          : showDiff(pages, page.project, page.params);
      const given = pathsIn(args, projects);
      if (given) {
        const [path] = given.paths;
        // a .dvc file of the Explorer stands for what it tracks
        if (path?.endsWith(".dvc") && states.of(given.project).data === undefined) await states.look(given.project);
        const tracked = states.of(given.project).data?.tracked.find(({ file }) => file === path);
        return showDiff(pages, given.project, path === undefined ? {} : { path: tracked?.path ?? path });
      }
      const project = await chooseProject(t("Compare versions of data"), projects, states, args);
      if (project) await compareVersions(pages, project, {});
    },

    /** The runs that made or read a version of data. */
    async openDataRun(...args: unknown[]): Promise<void> {
      const [node] = nodesIn(args);
      if (node?.kind === "tracked") return openRunOfData(node.project, node.tracked);
      const title = t("Open run of data");
      const project = await chooseProject(title, projects, states, args);
      const [tracked] = (project && (await pickTracked(title, states, project, undefined, "one"))) ?? [];
      if (project && tracked) await openRunOfData(project, tracked);
    },

    /** A file's two versions side by side in the editor, or the one there is. */
    async openDataFileDiff(...args: unknown[]): Promise<void> {
      const page = pageDiff(args);
      if (page === undefined) return;
      const { project, params } = page;
      const change = readFileChange(args[1], "file");
      const { before, after } = await sidesOf(project, params, change);
      if (before && after) {
        await vscode.commands.executeCommand("vscode.diff", before, after, t("{0} (two versions)", change.path));
        return;
      }
      const only = before ?? after;
      if (only === undefined) throw new Error(t("{0} is in no cache; fetch it first.", change.path));
      await vscode.commands.executeCommand("vscode.open", only);
    },

    /** Brings into the cache what a comparison has not found there. */
    async fetchDataVersion(...args: unknown[]): Promise<void> {
      const page = pageDiff(args);
      if (page === undefined) return;
      const { path } = readFileChange(args[1], "file");
      const tracked = (states.of(page.project).data?.tracked ?? []).map((each) => each.path);
      const out = tracked.find((each) => path === each || path.startsWith(`${each}/`));
      // it is of a commit: what the .dvc file of now names is there already, or is fetched with it
      const targets = out === undefined ? [] : [out];
      await runAct(page.project, t("Fetching data"), { act: "fetch", targets, scope: "all-commits" });
    },
  };

  function pageDiff(args: readonly unknown[]): { project: DvcProject; params: DataDiffParams } | undefined {
    const [first] = args;
    if (typeof first !== "object" || first === null || !("project" in first) || typeof first.project !== "string")
      return undefined;
    const params = readDataDiffParams(first, "diff");
    const project = projectNamed(args, params.project, projects);
    return project && { project, params };
  }

  async function firstOf(project: DvcProject): Promise<string> {
    if (states.of(project).pipeline === undefined) await states.look(project);
    const pipelines = states.of(project).pipeline?.pipelines ?? [];
    return pipelines.length === 1 ? (pipelines[0]?.id ?? project.path) : project.path;
  }

  async function sidesOf(project: DvcProject, { to }: DataDiffParams, { path, before, after }: FileChange) {
    const { data } = states.of(project);
    const at = (side: { md5: string } | undefined) => {
      const uri = side && data && objectUri(data.cacheFolder, { md5: side.md5, kind: "file" });
      return uri && existsSync(uri.fsPath) ? uri : undefined;
    };
    const here = join(project.root, path);
    const inFolder = to === undefined && existsSync(here) ? vscode.Uri.file(here) : undefined;
    return { before: at(before), after: inFolder ?? at(after) };
  }
}

/** A path that a page names lies in the folder that the page is about. */
function inside(folder: string, path: string): string {
  const whole = join(folder, path);
  if (!whole.startsWith(folder + sep)) throw new Error(vscode.l10n.t("{0} is not in this folder.", path));
  return whole;
}

interface VersionItem extends vscode.QuickPickItem {
  readonly version: string;
}

/** HEAD, then branches and tags, then the last commits. */
async function versionsOf({ root }: DvcProject): Promise<VersionItem[]> {
  const refs = await runGit(root, [
    "for-each-ref",
    "--format=%(refname:short)",
    "--sort=-committerdate",
    "--count=40",
    "refs/heads",
    "refs/tags",
  ]);
  const log = await runGit(root, ["log", "-n", "40", "--format=%h%x09%s"]);
  const names = (refs ?? "").split("\n").filter(Boolean);
  const commits = (log ?? "").split("\n").filter(Boolean);
  return [
    ...names.map((version) => ({ version, label: version })),
    ...commits.map((line) => {
      const [version = "", description = ""] = line.split("\t");
      return { version, label: version, description };
    }),
  ];
}
