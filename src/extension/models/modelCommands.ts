import * as vscode from "vscode";
import type { Commands, Parts } from "../commands/parts";
import { loadLater } from "../deployments/loadLater";
import { registryPage } from "../pages/kinds";
import { askInSteps, type Question } from "../pick/steps";
import type { Runtimes } from "../runtime/runtimes";
import { createClicks } from "../tree/clicks";
import { type ModelChoice, modelIn } from "./modelChoice";
import type { ModelsNode } from "./modelNodes";
import { askComment, askModel, askVersion } from "./modelQuestions";
import { deleteModel, getDetail, rollBack, sayVerdict, setAlias, type Version } from "./modelRequests";

/** What can be done with models: from the tree, a page, or the palette, which asks. */
export function modelCommands({ runtimes, models, pages }: Parts): Commands {
  const inModel = (title: string, args: readonly unknown[]) =>
    askInSteps<ModelChoice>(title, [askModel(runtimes)], modelIn(args, runtimes));
  const inVersion = (title: string, args: readonly unknown[]) =>
    askInSteps<Version>(
      title,
      [askModel(runtimes) as Question<Version>, askVersion() as Question<Version>],
      modelIn(args, runtimes),
    );
  const clicks = createClicks((node: ModelsNode) => vscode.commands.executeCommand(openerOf(node), node));
  return {
    modelClicked() {
      const [clicked] = models.view.selection;
      return clicked && clicks.click(clicked);
    },
    refreshModels: () => models.refresh(),
    async openModel(...args: unknown[]) {
      const found = await inModel(vscode.l10n.t("Open model"), args);
      if (found === undefined) return;
      const { runtime, model, version } = found;
      pages.show(registryPage, runtime, { model, ...(version !== undefined && { version }) });
    },
    async openModelRun(...args: unknown[]) {
      const found = await inVersion(vscode.l10n.t("Open run of model"), args);
      if (found) await openRun(found);
    },
    promoteModel: (...args: unknown[]) => loadLater().promoteModel(runtimes, modelIn(args, runtimes)),
    approveModel: (...args: unknown[]) => judge(runtimes, "approve", args),
    rejectModel: (...args: unknown[]) => judge(runtimes, "reject", args),
    setModelAlias: (...args: unknown[]) => pointAlias(runtimes, args),
    async rollBackModel(...args: unknown[]) {
      const found = await inModel(vscode.l10n.t("Roll back model"), args);
      if (found) await confirmRollBack(found);
    },
    async copyModelUri(...args: unknown[]) {
      const found = await inVersion(vscode.l10n.t("Copy model URI"), args);
      if (found) await vscode.env.clipboard.writeText(`models:/${found.model}/${found.version}`);
    },
    async deleteModel(...args: unknown[]) {
      const found = await inModel(vscode.l10n.t("Delete model"), args);
      if (found) await confirmDelete(found);
    },
    registerModel: (...args: unknown[]) => loadLater().registerModel(runtimes, args),
  };
}

function openerOf({ kind }: ModelsNode): string {
  if (kind === "serving") return "tidemark.openDeployment";
  return kind === "origin" ? "tidemark.openModelRun" : "tidemark.openModel";
}

async function openRun(of: Version): Promise<void> {
  const { versions } = await getDetail(of);
  const run = versions.find(({ version }) => version === of.version)?.run;
  if (run === undefined) throw new Error(vscode.l10n.t("{0} v{1} came from no run.", of.model, of.version));
  await vscode.commands.executeCommand("tidemark.openRun", run, of.runtime.folder.uri.toString());
}

interface Judgement extends Version {
  readonly comment: string;
}

async function judge(runtimes: Runtimes, word: "approve" | "reject", args: readonly unknown[]): Promise<void> {
  const isYes = word === "approve";
  const answers = await askInSteps<Judgement>(
    isYes ? vscode.l10n.t("Approve version") : vscode.l10n.t("Reject version"),
    [
      askModel(runtimes) as Question<Judgement>,
      askVersion() as Question<Judgement>,
      askComment(isYes ? vscode.l10n.t("What did you look at?") : vscode.l10n.t("What is wrong with it?")),
    ],
    modelIn(args, runtimes),
  );
  if (answers === undefined) return;
  await sayVerdict(answers, word, answers.comment);
  const { model, version } = answers;
  const said = isYes
    ? vscode.l10n.t("Approved {0} v{1}.", model, version)
    : vscode.l10n.t("Rejected {0} v{1}.", model, version);
  vscode.window.setStatusBarMessage(said, 8000);
}

interface Aliased extends Version {
  readonly alias: string;
}

async function pointAlias(runtimes: Runtimes, args: readonly unknown[]): Promise<void> {
  const answers = await askInSteps<Aliased>(
    vscode.l10n.t("Set alias"),
    [
      askModel(runtimes) as Question<Aliased>,
      askVersion() as Question<Aliased>,
      { ask: async (_answers, form) => ({ alias: await loadLater().askNewAlias(form) }) },
    ],
    modelIn(args, runtimes),
  );
  if (answers) await setAlias(answers, answers.alias);
}

async function confirmRollBack(of: ModelChoice): Promise<void> {
  const { previous, versions } = await getDetail(of);
  if (previous === undefined)
    throw new Error(vscode.l10n.t("{0} has no earlier version of Production to go back to.", of.model));
  const current = versions.find(({ stage }) => stage === "Production")?.version;
  const act = vscode.l10n.t("Roll Back");
  const detail =
    current === undefined
      ? vscode.l10n.t("Nothing is in Production now.")
      : vscode.l10n.t("v{0} is archived, and the aliases that it took go back.", current);
  const question = vscode.l10n.t("Roll {0} back to v{1}?", of.model, previous);
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, act)) !== act) return;
  const moved = await rollBack(of);
  vscode.window.setStatusBarMessage(vscode.l10n.t("{0} v{1} is in Production.", moved.name, moved.version), 8000);
}

/** It cannot be undone: only the trail remembers. */
async function confirmDelete(of: ModelChoice): Promise<void> {
  const { model, version } = of;
  const act = vscode.l10n.t("Delete");
  const question =
    version === undefined
      ? vscode.l10n.t("Delete {0} with all its versions?", model)
      : vscode.l10n.t("Delete {0} v{1}?", model, version);
  const detail = vscode.l10n.t("This cannot be undone. The runs that it came from stay.");
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, act)) === act) await deleteModel(of);
}
