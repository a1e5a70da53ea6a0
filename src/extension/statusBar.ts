import * as vscode from "vscode";
import { formatCount } from "../shared/format";
import { readExperiments } from "../shared/runs";
import type { Environment } from "./environment/environment";
import type { FolderRuntime } from "./runtime/folderRuntime";
import type { Runtimes } from "./runtime/runtimes";

interface Counts {
  readonly runs: number;
  readonly running: number;
}

/** One item: how many runs there are, or how many are under way. Hidden while there are none. */
export class StatusBar implements vscode.Disposable {
  private readonly item: vscode.StatusBarItem;
  private readonly counts = new Map<FolderRuntime, Counts>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly runtimes: Runtimes,
    private readonly environment: Environment,
  ) {
    this.item = vscode.window.createStatusBarItem("tidemark.runs", vscode.StatusBarAlignment.Left, 10);
    this.item.name = vscode.l10n.t("Tidemark Runs");
    this.item.command = "tidemark.showStatus";
    this.subscriptions = [
      this.item,
      environment.onDidChange(() => this.show()),
      runtimes.onDidChangeFolders(() => this.show()),
      runtimes.onDidChangeState((runtime) => void this.count(runtime)),
      runtimes.onDidChange(({ runtime, changes }) => {
        if (changes.some(({ kind }) => kind !== "metrics")) void this.count(runtime);
      }),
    ];
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
  }

  private async count(runtime: FolderRuntime): Promise<void> {
    if (runtime.state !== "up") return this.show(); // the last counts stand until it is back
    try {
      const door = await runtime.door();
      const { experiments } = await door.get("/api/tidemark/v1/experiments", readExperiments);
      const active = experiments.filter(({ lifecycle }) => lifecycle === "active");
      this.counts.set(runtime, {
        runs: active.reduce((sum, each) => sum + each.runs, 0),
        running: active.reduce((sum, each) => sum + each.running, 0),
      });
    } catch {
      return; // it went away meanwhile, of which its state tells
    }
    this.show();
  }

  private show(): void {
    const shown = this.runtimes.all().map((runtime) => ({ runtime, counts: this.counts.get(runtime) }));
    const runs = shown.reduce((sum, { counts }) => sum + (counts?.runs ?? 0), 0);
    const running = shown.reduce((sum, { counts }) => sum + (counts?.running ?? 0), 0);
    if (runs === 0) {
      this.item.hide();
      return;
    }
    const text =
      running > 0
        ? vscode.l10n.t("{0} running", formatCount(running))
        : runs === 1
          ? vscode.l10n.t("1 run")
          : vscode.l10n.t("{0} runs", formatCount(runs));
    this.item.text = `$(beaker) ${text}`;
    this.item.accessibilityInformation = { label: vscode.l10n.t("Tidemark: {0}", text) };
    this.item.tooltip = this.tooltip(shown);
    this.item.show();
  }

  private tooltip(shown: { runtime: FolderRuntime; counts: Counts | undefined }[]): vscode.MarkdownString {
    const head = [
      vscode.l10n.t("Folder"),
      vscode.l10n.t("Runs"),
      vscode.l10n.t("Running"),
      vscode.l10n.t("Runs go to"),
    ];
    const tooltip = new vscode.MarkdownString(`| ${head.join(" | ")} |\n|:--|--:|--:|:--|\n`);
    for (const { runtime, counts } of shown) {
      tooltip.appendMarkdown("| ");
      tooltip.appendText(runtime.folder.name.replaceAll("|", "¦"));
      tooltip.appendMarkdown(` | ${formatCount(counts?.runs ?? 0)} | ${counts?.running ?? 0} | `);
      tooltip.appendText(describeDestination(runtime, this.environment).replaceAll("|", "¦"));
      tooltip.appendMarkdown(" |\n");
    }
    return tooltip;
  }
}

/** In a few words: this folder, or the address that the user set. */
export function describeDestination(runtime: FolderRuntime, environment: Environment): string {
  const destination = environment.destinationOf(runtime);
  switch (destination.kind) {
    case "own":
      return vscode.l10n.t("{0} (set in {1})", destination.own.address, destination.own.where);
    case "runtime":
      return vscode.l10n.t("this folder ({0})", destination.variables.MLFLOW_TRACKING_URI ?? "");
    case "none":
      return vscode.l10n.t("wherever the script says");
    default:
      return destination satisfies never;
  }
}
