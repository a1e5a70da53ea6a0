import * as vscode from "vscode";
import { registerCommands } from "./commands/commands";
import { followOpenFile } from "./commands/runOpenFile";
import { registerDebugEnvironment } from "./environment/debugEnvironment";
import { Environment } from "./environment/environment";
import { ModelsView } from "./models/modelsView";
import { pageKinds } from "./pages/kinds";
import { Pages } from "./pages/pages";
import { NoteFiles } from "./runs/noteFiles";
import { RunsView } from "./runs/runsView";
import { Runtimes } from "./runtime/runtimes";
import { StatusBar } from "./statusBar";

/** Registers and returns. A runtime starts when the view, a terminal or a debug session asks for it. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("Tidemark", { log: true });
  const runtimes = new Runtimes(context, log);
  const environment = new Environment(context.environmentVariableCollection, runtimes, log);
  const runs = new RunsView(runtimes, context.workspaceState, log);
  const models = new ModelsView(runtimes, log);
  const pages = new Pages(context, runtimes, log, pageKinds);
  context.subscriptions.push(
    log,
    runtimes,
    environment,
    runs,
    models,
    pages,
    new StatusBar(runtimes, environment),
    NoteFiles.register(runtimes),
    followOpenFile(),
    registerDebugEnvironment(runtimes, log),
    registerCommands({ context, runtimes, environment, runs, models, pages, log }),
  );
  void environment.prepare(); // logs its own failures
}
