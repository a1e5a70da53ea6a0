import * as vscode from "vscode";
import { launchTag } from "../../shared/launch";
import { type RunSummary, readRunsPage } from "../../shared/runs";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import { type Launch, launchOf, readTaskFacts, scriptOf, taskType } from "./trackedTask";

/** A script that runs as a task of ours. */
export interface TrackedTask {
  readonly execution: vscode.TaskExecution;
  readonly runtime: FolderRuntime;
  readonly script: string;
  /** Undefined when its runs go elsewhere, or when the window was reloaded meanwhile. */
  readonly launch: Launch | undefined;
}

/** Milliseconds that a script has to end by itself after Ctrl-C. */
const patience = 5000;

/** The tasks of ours that run: tells the runtime what starts, and puts right what a script could not say at its end. */
export class TrackedTasks implements vscode.Disposable {
  private readonly active = new Map<vscode.TaskExecution, TrackedTask>();
  private readonly processes = new Map<vscode.TaskExecution, number>();
  private readonly stopping = new Set<vscode.TaskExecution>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly runtimes: Runtimes,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      this.changed,
      vscode.tasks.onDidStartTask(({ execution }) => this.started(execution)),
      vscode.tasks.onDidStartTaskProcess(({ execution, processId }) => this.processes.set(execution, processId)),
      vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => void this.ended(execution, exitCode)), // logs its own failures
      vscode.tasks.onDidEndTask(({ execution }) => this.forget(execution)),
    ];
    // those that went on while the window was reloaded
    for (const execution of vscode.tasks.taskExecutions) this.take(execution);
  }

  /** The task that a run came from: the one with its launch, else the only one of its script. */
  find(script: string, launch: string | undefined): TrackedTask | undefined {
    const ofScript = [...this.active.values()].filter((each) => each.script === script);
    const exact = ofScript.find((each) => launch !== undefined && each.launch?.id === launch);
    return exact ?? ofScript.find((each) => launch === undefined || each.launch === undefined);
  }

  /** The task that logs under a launch. */
  findLaunch(launch: string): TrackedTask | undefined {
    return [...this.active.values()].find((each) => each.launch?.id === launch);
  }

  isRunning(script: string): boolean {
    return [...this.active.values()].some((each) => each.script === script);
  }

  /** As Ctrl-C does; whoever does not listen is ended. */
  async stop({ execution }: TrackedTask): Promise<void> {
    this.stopping.add(execution);
    const terminal = await this.terminalOf(execution);
    if (terminal === undefined) return execution.terminate();
    terminal.sendText("\u0003", false);
    await this.untilEnded(execution);
    if (this.active.has(execution)) execution.terminate();
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
  }

  private started(execution: vscode.TaskExecution): void {
    const task = this.take(execution);
    if (task?.launch) void this.register(task.runtime, task.launch); // logs its own failures
    if (task) this.changed.fire();
  }

  private take(execution: vscode.TaskExecution): TrackedTask | undefined {
    const { task } = execution;
    const { scope } = task;
    if (task.definition.type !== taskType) return undefined;
    const folder = typeof scope === "object" ? scope.uri : undefined;
    const runtime = this.runtimes.find(folder);
    if (runtime === undefined) return undefined;
    const script = scriptOf(readTaskFacts(task.definition, "task"), runtime.path);
    const taken = { execution, runtime, script, launch: launchOf(task) };
    this.active.set(execution, taken);
    return taken;
  }

  private async register(runtime: FolderRuntime, launch: Launch): Promise<void> {
    try {
      await (await runtime.door()).post("/api/tidemark/v1/launches", launch, () => undefined);
    } catch (error) {
      // the script matters more than where it came from
      this.log.warn(`${runtime.folder.name}: a start could not be noted: ${String(error)}`);
    }
  }

  private async ended(execution: vscode.TaskExecution, exitCode: number | undefined): Promise<void> {
    const task = this.active.get(execution);
    const wasStopped = this.stopping.delete(execution);
    this.forget(execution);
    if (task?.launch === undefined) return;
    try {
      const runs = await this.runsOf(task.runtime, task.launch);
      if (wasStopped || exitCode !== 0) await this.close(task.runtime, runs, wasStopped || exitCode === undefined);
      else if (runs.length === 0) sayThatNothingCame(task);
    } catch (error) {
      this.log.warn(`${task.script}: ${String(error)}`);
    }
  }

  private async runsOf(runtime: FolderRuntime, { id }: Launch): Promise<readonly RunSummary[]> {
    const filter = `tags.\`${launchTag}\` = '${id}'`;
    const query = new URLSearchParams({ filter, parent: "any", limit: "1000" });
    return (await (await runtime.door()).get(`/api/tidemark/v1/runs?${query}`, readRunsPage)).runs;
  }

  /** A script that was ended leaves its runs open for ever, or calls failed what was stopped on purpose. */
  private async close(runtime: FolderRuntime, runs: readonly RunSummary[], wasKilled: boolean): Promise<void> {
    const door = await runtime.door();
    const now = Date.now();
    for (const { id, status, end_time } of runs) {
      const wasCutShort =
        status === "RUNNING" || (wasKilled && status === "FAILED" && now - (end_time ?? 0) < 2 * patience);
      if (!wasCutShort) continue;
      const body = { run_id: id, status: wasKilled ? "KILLED" : "FAILED", end_time: end_time ?? now };
      await door.post("/api/2.0/mlflow/runs/update", body, () => undefined);
    }
  }

  private forget(execution: vscode.TaskExecution): void {
    this.processes.delete(execution);
    if (this.active.delete(execution)) this.changed.fire();
  }

  private async terminalOf(execution: vscode.TaskExecution): Promise<vscode.Terminal | undefined> {
    const process = this.processes.get(execution);
    if (process === undefined) return undefined;
    for (const terminal of vscode.window.terminals) if ((await terminal.processId) === process) return terminal;
    return undefined;
  }

  private untilEnded(execution: vscode.TaskExecution): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        listening.dispose();
        resolve();
      };
      const timer = setTimeout(done, patience);
      const listening = this.onDidChange(() => {
        if (!this.active.has(execution)) done();
      });
    });
  }
}

function sayThatNothingCame({ execution }: TrackedTask): void {
  const { name } = execution.task;
  const said = vscode.l10n.t("{0} logged no run. “mlflow.autolog()” at its top is enough for most libraries.", name);
  vscode.window.setStatusBarMessage(`$(info) ${said}`, 15_000);
}
