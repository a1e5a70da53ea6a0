import * as vscode from "vscode";
import { ArtifactFiles } from "./artifacts/artifactFiles";
import { registerCommands } from "./commands/commands";
import type { Parts } from "./commands/parts";
import { clearKeys } from "./contextKeys";
import { ProjectsView } from "./data/projectsView";
import { Deployments } from "./deployments/deployments";
import { DeploymentsView } from "./deployments/deploymentsView";
import { followDeploymentFiles } from "./deployments/followDeploymentFiles";
import { RollbackNews } from "./deployments/rollbackNews";
import { registerCodeDocuments } from "./diff/codeDocuments";
import { registerDebugEnvironment } from "./environment/debugEnvironment";
import { Environment } from "./environment/environment";
import { ModelsView } from "./models/modelsView";
import { AlertNews } from "./monitoring/alertNews";
import { Monitors } from "./monitoring/monitors";
import { pageKinds } from "./pages/kinds";
import { Pages } from "./pages/pages";
import { NoteFiles } from "./runs/noteFiles";
import { RunsView } from "./runs/runsView";
import { Runtimes } from "./runtime/runtimes";
import { registerInEditors } from "./scripts/registerInEditors";
import { Scripts } from "./scripts/scripts";
import { StatusBar } from "./status/statusBar";
import { TrackedTasks } from "./tasks/trackedTasks";

/** Registers and returns. A runtime starts when the view, a terminal or a debug session asks for it. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("Tidemark", { log: true });
  const runtimes = new Runtimes(context, log);
  const environment = new Environment(context.environmentVariableCollection, runtimes, log);
  const tasks = new TrackedTasks(runtimes, log);
  const runs = new RunsView({ runtimes, tasks, state: context.workspaceState, log });
  const served = new Deployments(runtimes, log);
  const models = new ModelsView(runtimes, served, log);
  const monitors = new Monitors(runtimes, log);
  const deployments = new DeploymentsView(runtimes, served, monitors);
  const data = new ProjectsView(runtimes, log);
  const pages = new Pages(context, runtimes, log, pageKinds);
  const scripts = new Scripts(runtimes, log);
  const parts: Parts = {
    context,
    runtimes,
    environment,
    runs,
    models,
    deployments,
    monitors,
    data,
    pages,
    scripts,
    tasks,
    log,
  };
  context.subscriptions.push(
    log,
    runtimes,
    environment,
    runs,
    models,
    served,
    monitors,
    deployments,
    data,
    new RollbackNews(served, context.workspaceState, log),
    new AlertNews(monitors, context.workspaceState, log),
    pages,
    new StatusBar(runtimes, environment, runs, served, monitors),
    new NoteFiles(runtimes),
    new ArtifactFiles(runtimes),
    registerCodeDocuments(runtimes),
    scripts,
    tasks,
    registerDebugEnvironment(runtimes, log),
    registerInEditors(parts),
    followDeploymentFiles(runtimes, served, log),
    registerCommands(parts),
  );
  void environment.prepare(); // logs its own failures
}

/** What is in the subscriptions ends by itself. */
export function deactivate(): Promise<void> {
  return clearKeys();
}
