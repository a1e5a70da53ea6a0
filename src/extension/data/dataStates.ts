import * as vscode from "vscode";
import { type DataState, readDataState } from "../../shared/data";
import { type PipelineList, readPipelineList } from "../../shared/pipeline";
import { createLooking } from "../deployments/looking";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import type { DvcProject, DvcProjects } from "./dvcProjects";

/** Milliseconds between two looks at one project. */
const pause = 300;

export interface ProjectState {
  readonly project: DvcProject;
  readonly data: DataState | undefined;
  readonly pipeline: PipelineList | undefined;
  /** Why it could not be looked at. */
  readonly why: string | undefined;
}

interface Known {
  state: ProjectState;
  /** Its remote was asked, and is asked again. */
  withRemote: boolean;
  readonly look: () => Promise<void>;
}

/**
 * Where the data and the stages of projects stand, for all that show it. A project is looked at once somebody wants to see
 * it, and again when a watcher of the editor, the window's focus or a command says that something may have changed.
 */
export class DataStates implements vscode.Disposable {
  private readonly known = new Map<DvcProject, Known>();
  private readonly changed = new vscode.EventEmitter<DvcProject>();
  private readonly subscriptions: vscode.Disposable[];
  readonly onDidChange = this.changed.event;

  constructor(
    runtimes: Runtimes,
    private readonly projects: DvcProjects,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      this.changed,
      ...["**/*.dvc", "**/dvc.yaml", "**/dvc.lock"].map((pattern) => this.watch(pattern)),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => this.noticed(uri)),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) this.lookAgain();
      }),
      runtimes.onDidChange(({ runtime, changes }) => {
        if (changes.some(({ kind }) => kind === "data" || kind === "pipeline" || kind === "all"))
          this.lookAgain(runtime);
      }),
      runtimes.onDidChangeState((runtime) => {
        if (runtime.state === "up") this.lookAgain(runtime);
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.lookAgain()),
    ];
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
  }

  /** What is known of it; a project nobody asked about before is looked at, of which `onDidChange` tells. */
  of(project: DvcProject): ProjectState {
    const known = this.known.get(project);
    if (known) return known.state;
    void this.look(project); // keeps its own failures
    return this.knownOf(project).state;
  }

  /** Only what is known already. */
  peek(project: DvcProject): ProjectState | undefined {
    return this.known.get(project)?.state;
  }

  /** Those that were looked at. */
  seen(): ProjectState[] {
    return this.projects.all().flatMap((project) => this.known.get(project)?.state ?? []);
  }

  /** Looks anew; resolves once what it saw is told. */
  look(project: DvcProject, { remote = false } = {}): Promise<void> {
    const known = this.knownOf(project);
    known.withRemote ||= remote;
    return known.look();
  }

  lookAgain(runtime?: FolderRuntime): void {
    for (const [project] of this.known)
      if (runtime === undefined || project.runtime === runtime) void this.look(project); // keeps its own failures
  }

  private watch(pattern: string): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const notice = (uri: vscode.Uri) => this.noticed(uri);
    watcher.onDidChange(notice);
    watcher.onDidCreate(notice);
    watcher.onDidDelete(notice);
    return watcher;
  }

  private noticed(uri: vscode.Uri): void {
    const project = this.projects.find(uri);
    if (project && this.known.has(project)) void this.look(project); // keeps its own failures
  }

  private knownOf(project: DvcProject): Known {
    const known = this.known.get(project);
    if (known) return known;
    const made: Known = {
      state: { project, data: undefined, pipeline: undefined, why: undefined },
      withRemote: false,
      look: createLooking(() => this.fetch(made), pause),
    };
    this.known.set(project, made);
    return made;
  }

  private async fetch(known: Known): Promise<void> {
    const { project } = known.state;
    if (!this.projects.all().includes(project)) {
      this.known.delete(project);
      return;
    }
    const next = await this.read(known);
    if (next === undefined || JSON.stringify(bare(next)) === JSON.stringify(bare(known.state))) return;
    known.state = next;
    this.changed.fire(project);
  }

  private async read(known: Known): Promise<ProjectState | undefined> {
    const { project } = known.state;
    try {
      const door = await project.runtime.reader();
      if (door === undefined) return undefined; // nobody may be started here
      const query = `project=${encodeURIComponent(project.path)}`;
      const remote = known.withRemote ? "&remote=true" : "";
      const [data, pipeline] = await Promise.all([
        door.get(`/api/tidemark/v1/data?${query}${remote}`, readDataState),
        door.get(`/api/tidemark/v1/pipeline?${query}`, readPipelineList),
      ]);
      return { project, data, pipeline, why: undefined };
    } catch (error) {
      this.log.debug(`${project.root}: ${String(error)}`);
      if (project.runtime.state !== "up") return undefined; // what is known stands until it is back
      return { ...known.state, why: error instanceof Error ? error.message : String(error) };
    }
  }
}

/** Without the time at which it was looked at. */
function bare({ data, pipeline, why }: ProjectState) {
  return [data, pipeline && { ...pipeline, now: 0 }, why];
}
