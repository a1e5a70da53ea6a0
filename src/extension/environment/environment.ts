import * as vscode from "vscode";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import { type Destination, findDestination } from "./folderEnvironment";

/**
 * Tells terminals and tasks where runs go. A terminal gets its environment when it is made, so the address is reserved and
 * told before there is a runtime; the runtime starts when the first terminal opens.
 */
export class Environment implements vscode.Disposable {
  private readonly destinations = new Map<FolderRuntime, Destination>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];
  private watchers: vscode.Disposable[] = [];
  private preparing: Promise<void> = Promise.resolve();
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly collection: vscode.GlobalEnvironmentVariableCollection,
    private readonly runtimes: Runtimes,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const again = () => void this.prepare(); // logs its own failures
    this.subscriptions = [
      this.changed,
      vscode.window.onDidOpenTerminal(() => void this.prepare(true)),
      vscode.workspace.onDidGrantWorkspaceTrust(again),
      runtimes.onDidChangeFolders(() => {
        this.watch();
        again();
      }),
      runtimes.onDidChangeState(again),
      vscode.workspace.onDidOpenTextDocument(({ languageId }) => languageId === "python" && again()),
      vscode.workspace.onDidSaveTextDocument(({ languageId }) => languageId === "python" && again()),
      vscode.workspace.onDidChangeConfiguration(
        (change) =>
          ["tidemark.environment", "terminal.integrated.env", "python.envFile"].some((name) =>
            change.affectsConfiguration(name),
          ) && again(),
      ),
    ];
    this.watch();
  }

  destinationOf(runtime: FolderRuntime): Destination {
    return this.destinations.get(runtime) ?? { kind: "none" };
  }

  /** Resolves when every folder's terminals know where to go. `isOpening`: a terminal, so that a runtime is needed. */
  prepare(isOpening = false): Promise<void> {
    this.preparing = this.preparing.then(async () => {
      for (const runtime of this.runtimes.all()) {
        try {
          await this.prepareFolder(runtime, isOpening);
        } catch (error) {
          this.log.error(`${runtime.folder.name}: ${String(error)}`);
        }
      }
    });
    return this.preparing;
  }

  dispose(): void {
    for (const each of [...this.subscriptions, ...this.watchers]) each.dispose();
  }

  /** Known names at the top of a folder only: an address of the user's own, and what tells that it logs runs. */
  private watch(): void {
    for (const each of this.watchers) each.dispose();
    this.watchers = this.runtimes.all().flatMap(({ folder }) => {
      const names = new vscode.RelativePattern(folder, "{.env,mlruns,mlflow.db,wandb,dvc.yaml}");
      const watcher = vscode.workspace.createFileSystemWatcher(names);
      const again = () => void this.prepare(); // logs its own failures
      return [watcher, watcher.onDidCreate(again), watcher.onDidChange(again), watcher.onDidDelete(again)];
    });
  }

  private async prepareFolder(runtime: FolderRuntime, isOpening: boolean): Promise<void> {
    const destination = await findDestination(runtime);
    const before = this.destinations.get(runtime);
    if (JSON.stringify(before) !== JSON.stringify(destination)) {
      this.destinations.set(runtime, destination);
      this.tell(runtime, destination);
      this.say(runtime, destination);
      this.changed.fire();
    }
    if (destination.kind !== "runtime") return;
    // one that failed or was stopped is tried again with the next terminal, not for ever
    if (isOpening || (vscode.window.terminals.length > 0 && runtime.state === "idle")) await runtime.door();
  }

  private tell({ folder }: FolderRuntime, destination: Destination): void {
    const scoped = this.collection.getScoped({ workspaceFolder: folder });
    if (destination.kind !== "runtime") {
      scoped.clear();
      return;
    }
    scoped.description = new vscode.MarkdownString(
      vscode.l10n.t("Runs of `{0}` are tracked in the folder itself", folder.name),
    );
    for (const [name, value] of Object.entries(destination.variables))
      if (scoped.get(name)?.value !== value) scoped.replace(name, value);
  }

  private say({ folder }: FolderRuntime, destination: Destination): void {
    if (destination.kind === "own")
      this.log.info(
        `${folder.name}: runs go to ${destination.own.address}, as ${destination.own.where} says; Tidemark leaves it so`,
      );
    else if (destination.kind === "runtime")
      this.log.info(`${folder.name}: terminals log runs to ${destination.variables.MLFLOW_TRACKING_URI}`);
  }
}
