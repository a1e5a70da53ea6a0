import * as vscode from "vscode";
import { plainName } from "../../core/rollout/plainName";
import type { DeploymentStatus } from "../../shared/deployments";
import type { Parts } from "../commands/parts";
import { askModel, askVersion } from "../models/modelQuestions";
import type { Version } from "../models/modelRequests";
import { askInSteps, type Question } from "../pick/steps";
import { convertVersion } from "./convertModel";
import { listDeployments, serve } from "./deploymentRequests";
import { freeName } from "./rolloutFile";
import { showDeployment } from "./showDeployment";

/** A version answers, in a second; one of another framework is converted first, if the user likes. */
export async function serveModel(
  parts: Pick<Parts, "runtimes" | "deployments">,
  known: Partial<Version>,
): Promise<void> {
  const of = await askInSteps<Version>(
    vscode.l10n.t("Serve model"),
    [askModel(parts.runtimes) as Question<Version>, askVersion() as Question<Version>],
    known,
  );
  const name = of && (await nameFor(of));
  if (of === undefined || name === undefined) return;
  const served = await serveVersion(of, name);
  if (served === undefined) return;
  await showDeployment(parts.deployments, of.runtime, served);
}

/** As the model, unless a deployment file has taken that name: what somebody wrote is not replaced by a click. */
async function nameFor({ runtime, model, version }: Version): Promise<string | undefined> {
  const name = plainName(model);
  const deployments = await listDeployments(runtime);
  const isTaken = (wish: string) => deployments.some((each) => each.name === wish && each.file !== "");
  const file = deployments.find((each) => each.name === name)?.file;
  if (!file) return name;
  return vscode.window.showInputBox({
    title: vscode.l10n.t("Serve model"),
    prompt: vscode.l10n.t("{0} is deployed by {1}. Under which name is v{2} served?", name, file, version),
    value: freeName(`${name}-v${version}`.slice(0, 60), isTaken),
    ignoreFocusOut: true,
    validateInput: (value) => {
      if (plainName(value) !== value) return vscode.l10n.t("Letters, digits, -, _ and . only, 63 at most.");
      return isTaken(value) ? vscode.l10n.t("{0} is deployed by a file already.", value) : undefined;
    },
  });
}

async function serveVersion(of: Version, name: string): Promise<DeploymentStatus | undefined> {
  const { deployment, needs_onnx } = await ask(of, name);
  if (deployment !== undefined || needs_onnx === undefined) return deployment;
  const act = vscode.l10n.t("Convert and Serve");
  const question = vscode.l10n.t("{0} v{1} has to become ONNX before it can be served.", of.model, of.version);
  const detail = vscode.l10n.t(
    "Your Python loads the model, converts it, and compares the predictions of both. The original stays as it is.",
  );
  if ((await vscode.window.showInformationMessage(question, { modal: true, detail }, act)) !== act) return undefined;
  if ((await convertVersion(of)) === undefined) return undefined;
  return (await ask(of, name)).deployment;
}

function ask({ runtime, model, version }: Version, name: string) {
  return vscode.window.withProgress({ location: { viewId: "tidemark.deployments" } }, () =>
    serve(runtime, `models:/${model}/${version}`, name),
  );
}
