import { join } from "node:path";
import * as vscode from "vscode";
import { readStarted } from "../../shared/data";
import {
  type ExperimentRequest,
  type ExperimentSummary,
  type ReproRequest,
  readExperimentList,
  readReproResult,
  readValuesDiff,
  type ValueChange,
} from "../../shared/pipeline";
import { askInSteps } from "../pick/steps";
import { followJob } from "../runtime/followJob";
import type { ActTools } from "./acts";
import { chooseProject, chooseStage, nodesIn } from "./chosen";
import { openAt } from "./dataActs";
import type { DvcProject } from "./dvcProjects";
import { targetIn } from "./pageTarget";

const root = "/api/tidemark/v1/pipeline";

/** The acts on pipelines and experiments. */
export function createPipelineActs({ projects, states, log, said }: ActTools) {
  const { t } = vscode.l10n;
  const under = new Map<DvcProject, string>();

  async function start(project: DvcProject, title: string, asked: Partial<ReproRequest>): Promise<void> {
    if (!vscode.workspace.isTrusted) throw new Error(t("This folder is not trusted."));
    await vscode.workspace.saveAll(false);
    const door = await project.runtime.door();
    const { job } = await door.post(`${root}/repro`, { ...asked, project: project.path }, readStarted);
    under.set(project, job);
    try {
      const found = await followJob(door, job, title, "status bar");
      if (found === undefined) return;
      const { message, failed } = readReproResult(found, "result");
      if (failed.length > 0) throw new Error(message);
      if (asked.dry) await said.show(t("Dry run of {0}", nameOf(project)), message);
      else vscode.window.setStatusBarMessage(message.split("\n")[0] ?? "", 8000);
    } finally {
      under.delete(project);
      await states.look(project);
    }
  }

  async function onProject(title: string, args: readonly unknown[], asked: Partial<ReproRequest>): Promise<void> {
    const project = await chooseProject(title, projects, states, args);
    const [node] = nodesIn(args);
    const { file = node?.kind === "pipeline" ? node.file.file : undefined, jobs } =
      targetIn(args, projects)?.target ?? {};
    const targets = file === undefined ? [] : [file];
    if (project) await start(project, title, { ...asked, targets, ...(jobs !== undefined && { jobs }) });
  }

  async function onStage(title: string, args: readonly unknown[], asked: Partial<ReproRequest>): Promise<void> {
    const chosen = await chooseStage(title, projects, states, args);
    if (chosen) await start(chosen.project, `${title}: ${chosen.stage}`, { ...asked, targets: [chosen.stage] });
  }

  async function experiment(title: string, project: DvcProject, asked: Partial<ExperimentRequest>): Promise<void> {
    if (!vscode.workspace.isTrusted) throw new Error(t("This folder is not trusted."));
    const door = await project.runtime.door();
    const { job } = await door.post(`${root}/experiments`, { ...asked, project: project.path }, readStarted);
    try {
      const found = await followJob(door, job, title);
      if (found !== undefined) vscode.window.setStatusBarMessage(String(found).split("\n")[0] ?? "", 8000);
    } finally {
      await states.look(project);
    }
  }

  async function onExperiment(
    title: string,
    args: readonly unknown[],
    ask: (chosen: ExperimentSummary) => Promise<Partial<ExperimentRequest> | undefined>,
  ): Promise<void> {
    const project = await chooseProject(title, projects, states, args);
    if (project === undefined) return;
    const answer = await askInSteps<{ chosen: ExperimentSummary }>(title, [
      {
        ask: async (_, form) => ({
          chosen: (await form.pick({ items: experimentItems(project), placeholder: t("Choose an experiment") }))
            .experiment,
        }),
      },
    ]);
    const asked = answer && (await ask(answer.chosen));
    if (answer && asked) await experiment(title, project, { ...asked, name: answer.chosen.name });
  }

  return {
    reproduce: (...args: unknown[]) => onProject(t("Reproducing"), args, {}),
    reproduceStage: (...args: unknown[]) => onStage(t("Reproducing"), args, {}),
    reproduceOnly: (...args: unknown[]) => onStage(t("Reproducing"), args, { singleItem: true, force: true }),
    reproduceDownstream: (...args: unknown[]) => onStage(t("Reproducing"), args, { downstream: true }),
    dryRun: (...args: unknown[]) => onProject(t("Dry run"), args, { dry: true }),

    async stop(...args: unknown[]): Promise<void> {
      const title = t("Stop pipeline");
      const running = states.seen().filter(({ pipeline }) => pipeline?.repro && pipeline.repro.ended === undefined);
      const named = targetIn(args, projects)?.project;
      const only = running.length === 1 ? running[0]?.project : undefined;
      const project = named ?? only ?? (await chooseProject(title, projects, states, args));
      if (project === undefined) return;
      const door = await project.runtime.door();
      await door.post(`${root}/stop`, { project: project.path }, () => undefined);
      await states.look(project);
    },

    async openStage(...args: unknown[]): Promise<void> {
      const chosen = await chooseStage(t("Open stage"), projects, states, args);
      if (chosen) await openAt(join(chosen.project.runtime.path, chosen.file), chosen.line);
    },

    async openRun(...args: unknown[]): Promise<void> {
      const chosen = await chooseStage(t("Open run of stage"), projects, states, args);
      if (chosen === undefined) return;
      if (chosen.run === undefined) throw new Error(t("{0} has no run yet; reproduce it first.", chosen.stage));
      const { folder } = chosen.project.runtime;
      await vscode.commands.executeCommand("tidemark.openRun", chosen.run, folder.uri.toString());
    },

    async compareValues(kind: "params" | "metrics", ...args: unknown[]): Promise<void> {
      const title = kind === "params" ? t("Compare parameters") : t("Compare metrics");
      const project = await chooseProject(title, projects, states, args);
      const door = await project?.runtime.reader();
      if (project === undefined || door === undefined) return;
      const query = new URLSearchParams({ project: project.path, kind });
      const { rows } = await door.get(`${root}/compare?${query}`, readValuesDiff);
      if (rows.length === 0) {
        vscode.window.setStatusBarMessage(t("Nothing differs from the last commit."), 5000);
        return;
      }
      const picked = await vscode.window.showQuickPick(rows.map(valueItem), {
        title: t("{0}: the last commit against the folder", title),
        matchOnDescription: true,
      });
      if (picked) await openAt(join(project.root, picked.row.file));
    },

    async runExperiment(...args: unknown[]): Promise<void> {
      const title = t("Run experiment");
      const project = await chooseProject(title, projects, states, args);
      if (project === undefined) return;
      const values = await vscode.window.showInputBox({
        title,
        prompt: t("Parameters to set, such as lr=0.01 depth=4; none runs with what is there"),
        placeHolder: "lr=0.01",
        ignoreFocusOut: true,
      });
      if (values === undefined) return;
      log.debug(`experiment: ${values}`);
      await experiment(title, project, { act: "run", set: values.split(/\s+/).filter(Boolean) });
    },

    applyExperiment: (...args: unknown[]) =>
      onExperiment(t("Apply experiment"), args, async ({ name }) => {
        const act = t("Apply");
        const detail = t("Files of the folder become those of the experiment.");
        const chosen = await vscode.window.showWarningMessage(t("Apply {0}?", name), { modal: true, detail }, act);
        return chosen === act ? { act: "apply" } : undefined;
      }),

    branchExperiment: (...args: unknown[]) =>
      onExperiment(t("Make a branch of an experiment"), args, async ({ name }) => {
        const branch = await vscode.window.showInputBox({
          title: t("Make a branch of an experiment"),
          prompt: t("The branch's name"),
          value: `${name}-branch`,
        });
        return branch ? { act: "branch", branch } : undefined;
      }),

    removeExperiment: (...args: unknown[]) =>
      onExperiment(t("Remove experiment"), args, async ({ name }) => {
        const act = t("Remove");
        const chosen = await vscode.window.showWarningMessage(
          t("Remove the experiment {0}?", name),
          { modal: true },
          act,
        );
        return chosen === act ? { act: "remove" } : undefined;
      }),
  };
}

async function experimentItems(project: DvcProject) {
  const door = await project.runtime.reader();
  const query = new URLSearchParams({ project: project.path });
  const { experiments } = (await door?.get(`${root}/experiments?${query}`, readExperimentList)) ?? { experiments: [] };
  if (experiments.length === 0)
    throw new Error(vscode.l10n.t("There is no experiment on this commit yet; run one first."));
  return experiments.map((experiment) => ({
    experiment,
    label: experiment.name,
    description: experiment.rev.slice(0, 7),
  }));
}

function valueItem(row: ValueChange) {
  return { row, label: row.name, description: `${row.before ?? "–"} → ${row.after ?? "–"}`, detail: row.file };
}

function nameOf({ path, runtime }: DvcProject): string {
  return path === "." ? runtime.folder.name : path.replaceAll("/", " ");
}
