import { relative, resolve } from "node:path";
import * as vscode from "vscode";
import { wordsOf } from "../../shared/provenance";
import type { FolderRuntime } from "../runtime/folderRuntime";
import { createTrackedTask, nameInFolder } from "../tasks/trackedTask";
import type { TrackedTasks } from "../tasks/trackedTasks";
import { codeOf } from "./runCode";

/** Runs the command of a run once more, as a task whose runs are tracked, with the files as they are now. */
export async function reproduceRun(runtime: FolderRuntime, tasks: TrackedTasks, id: string): Promise<void> {
  const { run, provenance } = await codeOf(runtime, id);
  const { script, command, cwd } = provenance ?? {};
  if (script === undefined || command === undefined)
    throw new Error(vscode.l10n.t("It was not seen which command {0} was started with.", run.name));
  const words = wordsOf(command);
  if (words === undefined)
    throw new Error(vscode.l10n.t("The command of {0} held a secret that was not kept: {1}", run.name, command));
  const at = words.findIndex((word) => resolve(cwd ?? runtime.path, word) === script);
  if (at < 0) throw new Error(vscode.l10n.t("{0} was not started as a script: {1}", run.name, command));
  await vscode.tasks.executeTask(
    await createTrackedTask(runtime, {
      script: nameInFolder(script, runtime.path),
      args: words.slice(at + 1),
      ...(cwd === undefined || cwd === runtime.path ? {} : { cwd: relative(runtime.path, cwd) }),
      ...(tasks.isRunning(script) ? { instance: String(Date.now()) } : {}),
    }),
  );
}
