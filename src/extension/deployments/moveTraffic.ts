import * as vscode from "vscode";
import type { DeploymentStatus } from "../../shared/deployments";
import { formatNumber } from "../../shared/format";
import { askInSteps, type Question } from "../pick/steps";
import type { Runtimes } from "../runtime/runtimes";
import type { DeploymentChoice } from "./deploymentChoice";
import { askDeployment, chooseDeployment } from "./deploymentQuestions";
import { getDeployment, type Promotion, pause, promote, remove, rollBack } from "./deploymentRequests";
import { describeState } from "./deploymentText";
import { mayPause, mayPromote, mayRollBack, nextWeight, sidesOf, versionLabel } from "./rolloutFacts";

interface Answers extends DeploymentChoice {
  readonly way: Promotion;
}

/** Opens the way for a variant that is tried: a step further, or all the way. */
export async function promoteDeployment(runtimes: Runtimes, known: Partial<DeploymentChoice>): Promise<void> {
  const answers = await askInSteps<Answers>(
    vscode.l10n.t("Promote deployment"),
    [askDeployment(runtimes, mayPromote) as Question<Answers>, askWay()],
    known,
  );
  if (answers === undefined) return;
  const deployment = await getDeployment(answers);
  const winner = answers.way.variant ?? sidesOf(deployment).coming[0] ?? "";
  const isStep = deployment.strategy.kind === "canary" && !answers.way.full && nextWeight(deployment) < 100;
  if (!isStep && !(await confirmAll(deployment, winner))) return;
  const moved = await promote(answers, answers.way);
  vscode.window.setStatusBarMessage(`${moved.name}: ${moved.reason}`, 8000);
}

interface OfferedWay extends vscode.QuickPickItem {
  readonly way: Promotion;
}

function askWay(): Question<Answers> {
  return {
    async ask(answers, form) {
      const deployment = await getDeployment(answers as DeploymentChoice);
      const ways = offerWays(deployment);
      if (ways.length === 0)
        throw new Error(
          vscode.l10n.t(
            "{0} has nothing to promote ({1}): apply its file to begin again.",
            deployment.name,
            describeState(deployment),
          ),
        );
      const [only, ...others] = ways;
      if (only && others.length === 0) return { way: only.way };
      const { way } = await form.pick({
        items: ways,
        placeholder:
          deployment.strategy.kind === "ab"
            ? vscode.l10n.t("Who won?")
            : vscode.l10n.t("How far? {0}", deployment.reason),
      });
      return { way };
    },
  };
}

function offerWays(deployment: DeploymentStatus): OfferedWay[] {
  if (!mayPromote(deployment)) return [];
  const { strategy, variants } = deployment;
  if (strategy.kind === "ab")
    return variants.map((variant) => ({
      way: { variant: variant.name },
      label: titleOf(deployment, variant.name),
      description: vscode.l10n.t("{0} % now", formatNumber(variant.weight)),
    }));
  const label = titleOf(deployment, sidesOf(deployment).coming[0] ?? "");
  const weight = nextWeight(deployment);
  const all: OfferedWay = {
    way: strategy.kind === "canary" ? { full: true } : {},
    label: vscode.l10n.t("Give {0} all requests", label),
  };
  if (strategy.kind !== "canary" || weight >= 100) return [all];
  const step = vscode.l10n.t("Next step: {0} gets {1} %", label, formatNumber(weight));
  return [{ way: {}, label: step }, all];
}

async function confirmAll(deployment: DeploymentStatus, winner: string): Promise<boolean> {
  const act = vscode.l10n.t("Promote");
  const label = titleOf(deployment, winner);
  const others = deployment.variants.filter(({ name }) => name !== winner).map(({ name }) => titleOf(deployment, name));
  const question = vscode.l10n.t("Give {0} all requests of {1}?", label, deployment.name);
  const detail = vscode.l10n.t("{0} gets no more. Roll Back brings it back at once.", others.join(", "));
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, act)) === act;
}

/** Nothing moves by it, so nothing is asked. */
export async function pauseDeployment(runtimes: Runtimes, known: Partial<DeploymentChoice>): Promise<void> {
  const of = await chooseDeployment(vscode.l10n.t("Pause deployment"), runtimes, known, mayPause);
  if (of === undefined) return;
  const paused = await pause(of);
  vscode.window.setStatusBarMessage(`${paused.name}: ${paused.reason}`, 8000);
}

export async function rollBackDeployment(runtimes: Runtimes, known: Partial<DeploymentChoice>): Promise<void> {
  const of = await chooseDeployment(vscode.l10n.t("Roll back deployment"), runtimes, known, mayRollBack);
  if (of === undefined) return;
  const deployment = await getDeployment(of);
  const { steady, coming } = sidesOf(deployment);
  const act = vscode.l10n.t("Roll Back");
  const question = vscode.l10n.t("Roll back {0}?", of.name);
  const detail = vscode.l10n.t(
    "{0} gets all requests again, {1} none. No request is lost.",
    titleOf(deployment, steady),
    coming.map((name) => titleOf(deployment, name)).join(", "),
  );
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, act)) !== act) return;
  const moved = await rollBack(of);
  vscode.window.setStatusBarMessage(`${moved.name}: ${moved.reason}`, 8000);
}

export async function deleteDeployment(runtimes: Runtimes, known: Partial<DeploymentChoice>): Promise<void> {
  const of = await chooseDeployment(vscode.l10n.t("Delete deployment"), runtimes, known);
  if (of === undefined) return;
  const { variants, url, file } = await getDeployment(of);
  const act = vscode.l10n.t("Delete");
  const question = vscode.l10n.t("Delete deployment {0}?", of.name);
  const served = variants.map(versionLabel).join(", ");
  const detail = [
    vscode.l10n.t(
      "Nobody answers at {0} any more ({1}). Its outcomes and history stay in .tidemark/serving/.past.",
      url || of.name,
      served,
    ),
    file === "" ? vscode.l10n.t("The models stay.") : vscode.l10n.t("The models and {0} stay.", file),
  ].join(" ");
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, act)) === act) await remove(of);
}

/** `v5 (canary)`; a variant that is called as its version only once. */
function titleOf({ variants }: DeploymentStatus, name: string): string {
  const variant = variants.find((each) => each.name === name);
  const label = variant === undefined ? name : versionLabel(variant);
  return label === name ? name : `${label} (${name})`;
}
