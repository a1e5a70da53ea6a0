import * as vscode from "vscode";
import type { DeploymentStatus } from "../../shared/deployments";
import type { Parts } from "../commands/parts";
import { askModel, askVersion } from "../models/modelQuestions";
import type { Version } from "../models/modelRequests";
import { askInSteps, type Question } from "../pick/steps";
import { convertVersion } from "./convertModel";
import { serve } from "./deploymentRequests";
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
  if (of === undefined) return;
  const served = await serveVersion(of);
  if (served === undefined) return;
  await showDeployment(parts.deployments, of.runtime, served);
}

async function serveVersion(of: Version): Promise<DeploymentStatus | undefined> {
  const { deployment, needs_onnx } = await ask(of);
  if (deployment !== undefined || needs_onnx === undefined) return deployment;
  const act = vscode.l10n.t("Convert and Serve");
  const question = vscode.l10n.t("{0} v{1} has to become ONNX before it can be served.", of.model, of.version);
  const detail = vscode.l10n.t(
    "Your Python loads the model, converts it, and compares the predictions of both. The original stays as it is.",
  );
  if ((await vscode.window.showInformationMessage(question, { modal: true, detail }, act)) !== act) return undefined;
  if ((await convertVersion(of)) === undefined) return undefined;
  return (await ask(of)).deployment;
}

function ask({ runtime, model, version }: Version) {
  return vscode.window.withProgress({ location: { viewId: "tidemark.deployments" } }, () =>
    serve(runtime, `models:/${model}/${version}`),
  );
}
