import type * as vscode from "vscode";
import type { ProjectsView } from "../data/projectsView";
import type { DeploymentsView } from "../deployments/deploymentsView";
import type { Environment } from "../environment/environment";
import type { ModelsView } from "../models/modelsView";
import type { Monitors } from "../monitoring/monitors";
import type { Pages } from "../pages/pages";
import type { RunsView } from "../runs/runsView";
import type { Runtimes } from "../runtime/runtimes";
import type { Scripts } from "../scripts/scripts";
import type { TrackedTasks } from "../tasks/trackedTasks";

/** What commands act on. */
export interface Parts {
  readonly context: vscode.ExtensionContext;
  readonly runtimes: Runtimes;
  readonly environment: Environment;
  readonly runs: RunsView;
  readonly models: ModelsView;
  readonly deployments: DeploymentsView;
  readonly monitors: Monitors;
  readonly data: ProjectsView;
  readonly pages: Pages;
  readonly scripts: Scripts;
  readonly tasks: TrackedTasks;
  readonly log: vscode.LogOutputChannel;
}

/** Acts under their command ids, without `tidemark.` before them. A slice returns its own: `return { name: act, … };`. */
export type Commands = Readonly<Record<string, (...args: never[]) => unknown>>;
