import * as vscode from "vscode";
import { formatNumber } from "../../shared/format";
import type { RunSummary } from "../../shared/runs";
import { statusIcons, statusWords } from "../runs/runItems";
import { lastResult, metricOf, outermost } from "../scripts/lastResult";
import type { Scripts } from "../scripts/scripts";

/** Below a cell that starts a run or logs to one: the notebook's run that goes on, or its last. */
export function registerCellStatus(scripts: Scripts): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.NotebookCellStatusBarItemProvider = {
    onDidChangeCellStatusBarItems: changed.event,
    provideCellStatusBarItems({ document, notebook }) {
      if (document.languageId !== "python" || notebook.uri.scheme !== "file") return [];
      if (!vscode.workspace.isTrusted || !logs.test(document.getText())) return [];
      const facts = scripts.facts(notebook.uri);
      if (facts === undefined) return [];
      const run =
        outermost(facts.runs).find(({ status }) => status === "RUNNING") ?? lastResult(facts.runs, facts.metric)?.run;
      return run === undefined ? [] : [itemOf(run, facts.metric, notebook.uri)];
    },
  };
  return vscode.Disposable.from(
    changed,
    scripts.onDidChange(({ path }) => path.endsWith(".ipynb") && changed.fire()),
    vscode.notebooks.registerNotebookCellStatusBarItemProvider("jupyter-notebook", provider),
  );
}

const logs = /\b(mlflow\.(start_run|autolog|log_\w+|\w+\.(autolog|log_model))|wandb\.(init|log)|live\.log\w*)[ \t]*\(/;

function itemOf(run: RunSummary, metric: string | undefined, notebook: vscode.Uri): vscode.NotebookCellStatusBarItem {
  const found = metricOf(run, metric);
  const value = found && `${found.key} ${formatNumber(found.value)}`;
  const name = run.name.replaceAll(/\s+/g, " ").replaceAll("$(", "$\u200b(");
  const text = [`$(${statusIcons[run.status].id}) ${name}`, value ?? statusWords()[run.status]].join(" · ");
  const item = new vscode.NotebookCellStatusBarItem(text, vscode.NotebookCellStatusBarAlignment.Left);
  item.tooltip = vscode.l10n.t("Open run {0}", name);
  item.accessibilityInformation = {
    label: vscode.l10n.t("Run {0}, {1}, {2}", name, statusWords()[run.status], value ?? ""),
  };
  const folder = vscode.workspace.getWorkspaceFolder(notebook)?.uri.toString();
  item.command = { command: "tidemark.openRun", title: vscode.l10n.t("Open run"), arguments: [run.id, folder] };
  return item;
}
