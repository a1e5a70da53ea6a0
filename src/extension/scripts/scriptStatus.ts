import * as vscode from "vscode";
import { formatNumber } from "../../shared/format";
import type { Environment } from "../environment/environment";
import { targetsIn } from "../lenses/targets";
import { statusWords } from "../runs/runItems";
import { describeDestination } from "../status/destination";
import { lastResult, metricOf, outermost } from "./lastResult";
import type { Scripts } from "./scripts";

/** Behind the language in the status bar: how the last run of the script in front went, and where its runs go. */
export class ScriptStatus implements vscode.Disposable {
  private item: vscode.LanguageStatusItem | undefined;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly scripts: Scripts,
    private readonly environment: Environment,
  ) {
    const again = () => this.show();
    this.subscriptions = [
      scripts.onDidChange(again),
      environment.onDidChange(again),
      vscode.window.onDidChangeActiveTextEditor(again),
    ];
    this.show();
  }

  dispose(): void {
    this.item?.dispose();
    for (const each of this.subscriptions) each.dispose();
  }

  private show(): void {
    const document = vscode.window.activeTextEditor?.document;
    const uri = document?.languageId === "python" ? document.uri : undefined;
    const runtime = uri && this.scripts.runtimeOf(uri);
    if (document === undefined || uri === undefined || runtime === undefined || targetsIn(document).length === 0) {
      this.item?.dispose();
      this.item = undefined;
      return;
    }
    this.item ??= vscode.languages.createLanguageStatusItem("tidemark.script", { language: "python", scheme: "file" });
    this.item.name = vscode.l10n.t("Tidemark: Script");
    const facts = this.scripts.facts(uri);
    const run =
      outermost(facts?.runs ?? []).find(({ status }) => status === "RUNNING") ??
      (facts && lastResult(facts.runs, facts.metric)?.run);
    const metric = run && metricOf(run, facts?.metric);
    this.item.text =
      run === undefined
        ? `$(beaker) ${vscode.l10n.t("No run of this script yet")}`
        : `$(beaker) ${[plain(run.name), metric ? `${metric.key} ${formatNumber(metric.value)}` : statusWords()[run.status]].join(" · ")}`;
    this.item.detail = vscode.l10n.t("runs go to {0}", describeDestination(runtime, this.environment));
    this.item.command =
      run === undefined
        ? { command: "tidemark.runOpenFile", title: vscode.l10n.t("Run & track"), arguments: [uri.toString()] }
        : {
            command: "tidemark.openRun",
            title: vscode.l10n.t("Open run"),
            arguments: [run.id, runtime.folder.uri.toString()],
          };
  }
}

function plain(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll("$(", "$\u200b(");
}
