import * as vscode from "vscode";
import { object, oneOf, optional, string } from "../../shared/readers";
import { findInterpreter } from "../commands/interpreter";
import { askModel, askVersion } from "../models/modelQuestions";
import type { Version } from "../models/modelRequests";
import { askInSteps, type Question } from "../pick/steps";
import { followJob } from "../runtime/followJob";
import type { Runtimes } from "../runtime/runtimes";
import { changer } from "./deploymentRequests";

const readStarted = object<{ job: string }>({ job: string });
const readConversion = object<{ outcome: string; message: string | undefined }>({
  outcome: oneOf("converted", "already", "differs"),
  message: optional(string),
});

/** Asks which version, and makes ONNX of it. */
export async function convertModel(runtimes: Runtimes, known: Partial<Version>): Promise<void> {
  const of = await askInSteps<Version>(
    vscode.l10n.t("Convert model to ONNX"),
    [askModel(runtimes) as Question<Version>, askVersion() as Question<Version>],
    known,
  );
  if (of === undefined) return;
  const outcome = await convertVersion(of);
  const { model, version } = of;
  if (outcome === undefined) return;
  const said =
    outcome === "already"
      ? vscode.l10n.t("{0} v{1} is ONNX already.", model, version)
      : vscode.l10n.t("{0} v{1} is ONNX too now, with the same predictions.", model, version);
  vscode.window.setStatusBarMessage(said, 8000);
}

/** By the interpreter that also runs the user's scripts. Undefined: the user stopped it. */
export async function convertVersion(of: Version): Promise<"converted" | "already" | undefined> {
  const { runtime, model, version } = of;
  const door = await changer(runtime);
  const python = await findInterpreter(runtime.folder);
  const path = `/api/tidemark/v1/models/${encodeURIComponent(model)}/versions/${version}/convert`;
  const { job } = await door.post(path, { python }, readStarted);
  const title = vscode.l10n.t("Converting {0} v{1} to ONNX", model, version);
  const result = await followJob(door, job, title);
  if (result === undefined) return undefined;
  const { outcome, message } = readConversion(result, "conversion");
  if (outcome === "differs")
    throw new Error(message ?? vscode.l10n.t("What came out predicts otherwise, and was thrown away."));
  return outcome === "already" ? "already" : "converted";
}
