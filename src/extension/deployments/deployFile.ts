import { readFile, stat } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import * as vscode from "vscode";
import type { DeploymentStatus } from "../../shared/deployments";
import type { Parts } from "../commands/parts";
import { listModels, type Version } from "../models/modelRequests";
import type { FolderRuntime } from "../runtime/folderRuntime";
import { convertVersion } from "./convertModel";
import type { DeploymentChoice } from "./deploymentChoice";
import { appliedText, apply, getDeployment } from "./deploymentRequests";
import { isDeploymentText } from "./files/fileHeader";
import { findVersion } from "./files/findVersion";
import { readIn } from "./files/readFile";
import { showDeployment } from "./showDeployment";

/** Applies a deployment file: the one that was named, else the one in front, else one that is picked. */
export async function deployFile(parts: Pick<Parts, "runtimes" | "deployments">, given: unknown): Promise<void> {
  const uri = fileIn(given) ?? inFront() ?? (await pickFile());
  const runtime = parts.runtimes.find(uri);
  if (uri === undefined || runtime === undefined) return;
  const applied = await applyFile(runtime, uri);
  if (applied === undefined) return;
  const { name, url } = applied;
  const isInFront = vscode.window.activeTextEditor?.document.uri.toString() === uri.toString();
  // above a file that is being written its lenses tell how it goes
  if (isInFront) vscode.window.setStatusBarMessage(vscode.l10n.t("{0} answers at {1}", name, url), 8000);
  else await showDeployment(parts.deployments, runtime, { name, url });
}

async function applyFile(runtime: FolderRuntime, uri: vscode.Uri): Promise<DeploymentStatus | undefined> {
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.isDirty && !(await document.save()))
    throw new Error(
      vscode.l10n.t(
        "{0} could not be saved, so nothing was applied: save it, then apply it again.",
        vscode.workspace.asRelativePath(uri),
      ),
    );
  const send = () =>
    vscode.window.withProgress({ location: { viewId: "tidemark.deployments" } }, () =>
      apply(runtime, document.getText(), uri.fsPath),
    );
  try {
    return await send();
  } catch (error) {
    // a model that is no ONNX is in no state to be served
    if (!(error instanceof Error && "code" in error && error.code === "INVALID_STATE")) throw error;
    return (await convertModels(runtime, document, error.message)) ? send() : undefined;
  }
}

/** Those of the file that are registered; one that is ONNX already costs nothing. */
async function convertModels(runtime: FolderRuntime, document: vscode.TextDocument, why: string): Promise<boolean> {
  const act = vscode.l10n.t("Convert and Apply");
  const question = vscode.l10n.t("A model of this deployment has to become ONNX before it can be served.");
  const options = { modal: true, detail: why };
  if ((await vscode.window.showInformationMessage(question, options, act)) !== act) return false;
  for (const of of await versionsIn(runtime, document)) if ((await convertVersion(of)) === undefined) return false;
  return true;
}

async function versionsIn(runtime: FolderRuntime, document: vscode.TextDocument): Promise<Version[]> {
  const models = await listModels(runtime);
  return (readIn(document).deployment?.variants ?? []).flatMap(({ model }) => {
    if (model.from !== "registry" || model.uri.by === "id") return [];
    const { name } = model.uri;
    const version = findVersion(models.find((each) => each.name === name)?.versions ?? [], model.uri)?.version;
    return version === undefined ? [] : [{ runtime, model: name, version }];
  });
}

/** The file that a deployment was made from; of a model that is served without one, what such a file would say. */
export async function openDeploymentFile(of: DeploymentChoice): Promise<void> {
  const { file } = await getDeployment(of);
  const path = isAbsolute(file) ? file : join(of.runtime.path, file);
  const document =
    file !== "" && (await isFile(path))
      ? await vscode.workspace.openTextDocument(vscode.Uri.file(path))
      : await vscode.workspace.openTextDocument({ language: "yaml", content: await appliedText(of) });
  await vscode.window.showTextDocument(document);
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ?? false;
}

function fileIn(given: unknown): vscode.Uri | undefined {
  if (given instanceof vscode.Uri) return given;
  return typeof given === "string" && given.startsWith("file:") ? vscode.Uri.parse(given) : undefined;
}

function inFront(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document && document.uri.scheme === "file" && isDeploymentText(document.getText()) ? document.uri : undefined;
}

interface OfferedFile extends vscode.QuickPickItem {
  readonly uri?: vscode.Uri;
}

/** In the folder where such files are kept, and one level below it; others by the file dialog. */
const usualPlaces = "{*,deploy/*,deployments/*,*/deploy/*}.{yaml,yml}";

async function pickFile(): Promise<vscode.Uri | undefined> {
  const browse: OfferedFile = { label: `$(folder-opened) ${vscode.l10n.t("Browse…")}` };
  const found = findFiles().then((uris): OfferedFile[] => [
    ...uris.map((uri) => ({ uri, label: vscode.workspace.asRelativePath(uri) })),
    { label: "", kind: vscode.QuickPickItemKind.Separator },
    browse,
  ]);
  const offered = await vscode.window.showQuickPick<OfferedFile>(found, {
    title: vscode.l10n.t("Deploy file"),
    placeHolder: vscode.l10n.t("Choose a deployment file"),
  });
  if (offered !== browse) return offered?.uri;
  const [picked] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t("Deploy file"),
      filters: { YAML: ["yaml", "yml"] },
    })) ?? [];
  return picked;
}

async function findFiles(): Promise<vscode.Uri[]> {
  const found = await vscode.workspace.findFiles(usualPlaces, "**/node_modules/**", 200);
  const texts = await Promise.all(found.map(({ fsPath }) => readFile(fsPath, "utf8").catch(() => "")));
  return found.filter((_, i) => isDeploymentText(texts[i] ?? ""));
}
