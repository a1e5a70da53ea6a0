import { randomUUID } from "node:crypto";
import { basename, dirname, relative, resolve, sep } from "node:path";
import * as vscode from "vscode";
import { launchIn, runContext, runContextVariable } from "../../shared/launch";
import { list, object, oneOf, optional, type Reader, string } from "../../shared/readers";
import { findInterpreter } from "../commands/interpreter";
import { findOwn, isEnabled, variablesOf } from "../environment/folderEnvironment";
import type { FolderRuntime } from "../runtime/folderRuntime";

export const taskType = "tidemark";

/** As it stands in tasks.json. Paths may be relative to the folder. */
export interface TaskFacts {
  readonly script: string;
  readonly args?: readonly string[];
  readonly cwd?: string;
  /** Tells apart two of the same script that run at once. */
  readonly instance?: string;
}

export const readTaskFacts = object<TaskFacts & { type: string }>({
  type: oneOf(taskType),
  script: string,
  args: optional(list(string)) as Reader<readonly string[]>,
  cwd: optional(string) as Reader<string>,
  instance: optional(string) as Reader<string>,
});

/** A command as the runtime is told of it. */
export interface Launch {
  readonly id: string;
  readonly command: readonly string[];
  readonly cwd: string;
}

const matchers = ["$tidemark-python", "$tidemark-python-marked"];

/** A Python script as a task of its folder, in the interpreter that the user chose, with its runs tracked. */
export async function createTrackedTask(
  runtime: FolderRuntime,
  facts: TaskFacts,
  scope: vscode.Task["scope"] = runtime.folder,
) {
  const { folder, path } = runtime;
  const script = scriptOf(facts, path);
  const python = await findInterpreter(folder);
  const args = [script, ...(facts.args ?? [])];
  const isTracked = isEnabled(folder) && !(await findOwn(folder));
  const execution = new vscode.ProcessExecution(python, args, {
    cwd: facts.cwd === undefined ? path : resolve(path, facts.cwd),
    env: isTracked ? await environmentOf(runtime, randomUUID()) : {},
  });
  const definition: vscode.TaskDefinition = { type: taskType, ...facts };
  const task = new vscode.Task(definition, scope ?? folder, basename(script), "Tidemark", execution, matchers);
  task.detail = relative(path, script);
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.Dedicated,
    clear: true,
  };
  return task;
}

async function environmentOf(runtime: FolderRuntime, launch: string): Promise<Record<string, string>> {
  return {
    ...(await variablesOf(runtime)),
    [runContextVariable]: runContext(process.env[runContextVariable], launch),
  };
}

/** Absolute, with `${workspaceFolder}` filled in. */
export function scriptOf({ script }: Pick<TaskFacts, "script">, folder: string): string {
  return resolve(
    folder,
    script.replaceAll(/\$\{workspaceFolder(:[^}]*)?\}/g, () => folder),
  );
}

/** As it is best written into tasks.json. */
export function nameInFolder(script: string, folder: string): string {
  const below = relative(folder, script);
  return below.startsWith("..") ? script : below.split(sep).join("/");
}

/** What was started, if it was started as one of ours. */
export function launchOf(task: vscode.Task): Launch | undefined {
  const { execution } = task;
  if (task.definition.type !== taskType || !(execution instanceof vscode.ProcessExecution)) return undefined;
  const context = execution.options?.env?.[runContextVariable];
  const id = context === undefined ? undefined : launchIn(context);
  if (id === undefined) return undefined;
  const [script = ""] = execution.args;
  return { id, command: [execution.process, ...execution.args], cwd: execution.options?.cwd ?? dirname(script) };
}
