import * as vscode from "vscode";
import { tellKey } from "../contextKeys";
import type { Deployments } from "../deployments/deployments";
import { healthWords } from "../deployments/deploymentText";
import { healthText } from "../deployments/statusWords";
import type { Environment } from "../environment/environment";
import { alarmText } from "../monitoring/alarmText";
import type { Monitors } from "../monitoring/monitors";
import type { RunsView } from "../runs/runsView";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import { type Counts, countFolder, showsSigns } from "./countFolder";
import { type StatusWords, withHealth } from "./statusText";
import { statusTooltip } from "./statusTooltip";

/** One item: how what is served is, else what goes on in the workspace now. Hidden while it has no run, pipeline or model. */
export class StatusBar implements vscode.Disposable {
  private readonly item: vscode.StatusBarItem;
  private readonly counts = new Map<FolderRuntime, Counts>();
  private readonly signs = new Set<FolderRuntime>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly runtimes: Runtimes,
    private readonly environment: Environment,
    private readonly runs: RunsView,
    private readonly served: Deployments,
    private readonly monitors: Monitors,
  ) {
    this.item = vscode.window.createStatusBarItem("tidemark.runs", vscode.StatusBarAlignment.Left, 10);
    this.item.name = vscode.l10n.t("Tidemark Runs");
    this.item.command = "tidemark.showStatus";
    this.subscriptions = [
      this.item,
      environment.onDidChange(() => this.show()),
      runs.onDidChangeFailed(() => this.show()),
      served.onDidChange(() => this.show()),
      monitors.onDidChange(() => this.show()),
      runtimes.onDidChangeFolders(() => void this.look()),
      runtimes.onDidChangeState((runtime) => void this.count(runtime)),
      runtimes.onDidChange(({ runtime, changes }) => {
        if (changes.some(({ kind }) => kind !== "metrics" && kind !== "deployment")) void this.count(runtime);
      }),
    ];
    void this.look(); // shows what it finds, and starts nothing
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
  }

  /** Joins what runs already, which tells its counts by its change of state. */
  private async look(): Promise<void> {
    for (const runtime of this.runtimes.all()) {
      if (await showsSigns(runtime.path)) this.signs.add(runtime);
      await runtime.joined().catch(() => undefined); // nobody there: the next who asks starts one
    }
    this.show();
  }

  private async count(runtime: FolderRuntime): Promise<void> {
    if (runtime.state !== "up") return this.show(); // the last counts stand until it is back
    try {
      const door = await runtime.reader();
      if (door) this.counts.set(runtime, await countFolder(door));
    } catch {
      return; // it went away meanwhile, of which its state tells
    }
    this.show();
  }

  private show(): void {
    const shown = this.runtimes.all().map((runtime) => ({ runtime, counts: this.counts.get(runtime) }));
    const runs = shown.reduce((sum, { counts }) => sum + (counts?.runs ?? 0), 0);
    tellKey("hasRuns", runs > 0);
    tellKey("hasTwoRuns", runs > 1);
    tellKey(
      "hasModels",
      shown.some(({ counts }) => (counts?.models ?? 0) > 0),
    );
    const served = this.served.all().map(({ deployment }) => deployment);
    const watched = this.monitors.all().map(({ monitor }) => monitor);
    const health = alarmText(healthText(served, healthWords()), watched, served);
    const folders = shown.map(({ runtime, counts }) => ({
      counts,
      state: runtime.state,
      hasSigns: this.signs.has(runtime),
    }));
    const text = withHealth(health?.text, folders, this.runs.failedCount, words());
    if (text === undefined) {
      this.item.hide();
      return;
    }
    this.item.text = text;
    this.item.accessibilityInformation = {
      label: vscode.l10n.t("Tidemark: {0}", text.replaceAll(/\$\([^)]*\) /g, "")),
      role: "button",
    };
    this.item.backgroundColor = health?.tone && new vscode.ThemeColor(`statusBarItem.${health.tone}Background`);
    this.item.tooltip = statusTooltip(shown, this.environment, this.served.all());
    this.item.show();
  }
}

function words(): StatusWords {
  const { t } = vscode.l10n;
  return {
    runs: (count, isOne) => (isOne ? t("1 run") : t("{0} runs", count)),
    running: (count) => t("{0} running", count),
    failed: (count) => t("{0} failed", count),
    idle: t("no runs yet"),
  };
}
