import * as vscode from "vscode";
import { findOwn, isEnabled } from "../environment/folderEnvironment";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import { chooseScript } from "./chooseScript";
import { createTrackedTask, nameInFolder } from "./trackedTask";
import type { TrackedTasks } from "./trackedTasks";

/** Runs a Python file as a task, in its folder, with its runs tracked; of one that runs already, a second. */
export async function runScript(runtimes: Runtimes, tasks: TrackedTasks, uri: vscode.Uri | undefined): Promise<void> {
  const found = await findScript(runtimes, uri);
  if (found === undefined) return;
  const { runtime, file } = found;
  await saveBefore(file);
  if (isEnabled(runtime.folder) && !(await findOwn(runtime.folder))) await runtime.door();
  const script = nameInFolder(file.fsPath, runtime.path);
  const instance = tasks.isRunning(file.fsPath) ? { instance: String(Date.now()) } : {};
  await vscode.tasks.executeTask(await createTrackedTask(runtime, { script, ...instance }));
}

/** The same in Python's debugger, whose sessions are told where runs go anyway. */
export async function debugScript(runtimes: Runtimes, uri: vscode.Uri | undefined): Promise<void> {
  const found = await findScript(runtimes, uri);
  if (found === undefined) return;
  await saveBefore(found.file);
  await vscode.debug.startDebugging(found.runtime.folder, {
    type: "debugpy",
    request: "launch",
    name: vscode.workspace.asRelativePath(found.file, false),
    program: found.file.fsPath,
    cwd: found.runtime.path,
    console: "integratedTerminal",
  });
}

interface Found {
  readonly runtime: FolderRuntime;
  readonly file: vscode.Uri;
}

/** The file that was named, else the Python file in front, else the one that the user picks. */
async function findScript(runtimes: Runtimes, uri: vscode.Uri | undefined): Promise<Found | undefined> {
  const open = vscode.window.activeTextEditor?.document;
  const file = uri ?? (open?.languageId === "python" && open.uri.scheme === "file" ? open.uri : await chooseScript());
  const folder = file && vscode.workspace.getWorkspaceFolder(file);
  if (file === undefined) return undefined;
  const runtime = folder && runtimes.find(folder.uri);
  if (runtime === undefined) throw new Error(vscode.l10n.t("Open the folder that the script is in, and run it again."));
  return { runtime, file };
}

async function saveBefore(file: vscode.Uri): Promise<void> {
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === file.toString());
  if (document?.isDirty && !(await document.save()))
    throw new Error(vscode.l10n.t("{0} could not be saved, so it was not run.", vscode.workspace.asRelativePath(file)));
}
