import * as vscode from "vscode";
import { checkFile } from "../../core/dvc/checkedFile";
import { checkPipeline } from "../../core/dvc/editing/checkPipeline";
import { fileKind } from "../../core/dvc/editing/keyWords";
import { dvcFileRule, lockFileRule } from "../../core/dvc/fileRules";
import type { DataStates } from "../data/dataStates";
import type { ProjectTexts } from "./projectTexts";
import { rangeOf } from "./range";

/** Milliseconds after the last letter. */
const pause = 250;

/** What is wrong with DVC's files that are open, as they are typed. */
export class DvcDiagnostics implements vscode.Disposable {
  private readonly found = vscode.languages.createDiagnosticCollection("tidemark-dvc");
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly texts: ProjectTexts,
    states: DataStates,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const all = () => {
      for (const document of vscode.workspace.textDocuments) this.expect(document, pause);
    };
    this.subscriptions = [
      this.found,
      vscode.workspace.onDidOpenTextDocument((document) => this.expect(document, 0)),
      // a pipeline rests on other files as well: params.yaml is one
      vscode.workspace.onDidChangeTextDocument(({ document }) =>
        fileKind(document.uri.path) ? this.expect(document, pause) : all(),
      ),
      vscode.workspace.onDidSaveTextDocument(all),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.forget(uri)),
      states.onDidChange(all),
    ];
    all();
  }

  dispose(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    for (const each of this.subscriptions) each.dispose();
  }

  private expect(document: vscode.TextDocument, after: number): void {
    if (document.uri.scheme !== "file" || fileKind(document.uri.path) === undefined) return;
    const key = document.uri.toString();
    clearTimeout(this.waiting.get(key));
    this.waiting.set(
      key,
      setTimeout(() => {
        this.waiting.delete(key);
        this.check(document).catch((error: unknown) => this.log.error(`${document.uri.fsPath}: ${String(error)}`));
      }, after),
    );
  }

  private forget(uri: vscode.Uri): void {
    clearTimeout(this.waiting.get(uri.toString()));
    this.waiting.delete(uri.toString());
    this.found.delete(uri);
  }

  private async check(document: vscode.TextDocument): Promise<void> {
    const { version } = document;
    const diagnostics = await this.look(document);
    if (document.isClosed || document.version !== version) return; // it is looked at again
    this.found.set(document.uri, diagnostics);
  }

  private async look(document: vscode.TextDocument): Promise<vscode.Diagnostic[]> {
    const kind = fileKind(document.uri.path);
    if (kind !== "pipeline") {
      const { faults } = await checkFile(document.getText(), kind === "lock" ? lockFileRule : dvcFileRule);
      return faults.map(({ message, from, to }) =>
        diagnostic(firstLine(document, document.positionAt(from), document.positionAt(to)), message, "error"),
      );
    }
    const read = await this.texts.pipeline(document);
    if (!read) return [];
    const { pipeline, files, project } = read;
    const paths = pipeline.stages.flatMap(({ deps, outs }) =>
      [...deps, ...outs].flatMap(({ target }) => (target.kind === "local" ? [target.path] : [])),
    );
    const faults = await checkPipeline({
      pipeline,
      files,
      others: await this.texts.others(read),
      dvcFiles: await this.texts.dvcFilesAt(project, paths),
      exists: (path) => this.texts.exists(project, path),
    });
    return faults.map(({ message, place, severity }) => {
      const { start, end } = rangeOf(place);
      return diagnostic(firstLine(document, start, end), message, severity);
    });
  }
}

/** What is wrong with something long is shown at its first line. */
function firstLine(document: vscode.TextDocument, from: vscode.Position, to: vscode.Position): vscode.Range {
  if (from.line >= document.lineCount) return document.lineAt(document.lineCount - 1).range;
  return document.validateRange(
    new vscode.Range(from, to.line > from.line ? document.lineAt(from.line).range.end : to),
  );
}

function diagnostic(range: vscode.Range, message: string, severity: "error" | "warning"): vscode.Diagnostic {
  const { DiagnosticSeverity: as } = vscode;
  const made = new vscode.Diagnostic(range, message, severity === "error" ? as.Error : as.Warning);
  made.source = "Tidemark";
  return made;
}
