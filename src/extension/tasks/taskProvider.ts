import { access, readFile } from "node:fs/promises";
import { resolve } from "node:path";
import * as vscode from "vscode";
import { findTargets } from "../../core/python/findTargets";
import { readRunGroups } from "../../shared/runGroups";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import { openScripts } from "./openScripts";
import { createTrackedTask, nameInFolder, readTaskFacts, taskType } from "./trackedTask";

const most = 20;

/** Offers the training scripts that are open or were run lately, and makes whole what tasks.json names. */
export function registerTaskProvider(runtimes: Runtimes, log: vscode.LogOutputChannel): vscode.Disposable {
  return vscode.tasks.registerTaskProvider(taskType, {
    async provideTasks() {
      if (!vscode.workspace.isTrusted) return [];
      const tasks: vscode.Task[] = [];
      for (const runtime of runtimes.all())
        for (const script of (await scriptsOf(runtime)).slice(0, most))
          tasks.push(await createTrackedTask(runtime, { script: nameInFolder(script, runtime.path) }));
      return tasks;
    },
    async resolveTask(task) {
      const { scope } = task;
      const runtime = runtimes.find(typeof scope === "object" ? scope.uri : undefined);
      if (runtime === undefined || !vscode.workspace.isTrusted) return undefined;
      try {
        const made = await createTrackedTask(runtime, readTaskFacts(task.definition, "tasks.json"), scope);
        // the very definition that was given: by it the editor knows the task again
        const { execution, problemMatchers } = made;
        const whole = new vscode.Task(
          task.definition,
          scope ?? runtime.folder,
          task.name,
          "Tidemark",
          execution,
          problemMatchers,
        );
        whole.presentationOptions = made.presentationOptions;
        return whole;
      } catch (error) {
        log.error(error instanceof Error ? error : String(error));
        return undefined;
      }
    },
  });
}

/** Open ones first, then those that the runtime knows; it is not started for it. */
async function scriptsOf(runtime: FolderRuntime): Promise<string[]> {
  const open = openScripts().filter((uri) => vscode.workspace.getWorkspaceFolder(uri) === runtime.folder);
  const found = new Set<string>();
  for (const { fsPath } of open) if (await trains(fsPath)) found.add(fsPath);
  for (const path of await recentScripts(runtime)) if (await exists(path)) found.add(path);
  return [...found];
}

async function recentScripts(runtime: FolderRuntime): Promise<string[]> {
  const door = await runtime.joined();
  if (door === undefined) return [];
  const { groups } = await door.get("/api/tidemark/v1/run-groups?by=script", readRunGroups);
  return groups
    .map(({ value = "" }) => value)
    .filter((value) => /\.py$/i.test(value))
    .slice(0, most)
    .map((value) => resolve(runtime.path, value));
}

async function trains(path: string): Promise<boolean> {
  const text = await readFile(path, "utf8").catch(() => ""); // closed or gone meanwhile
  return findTargets(text).length > 0;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
