import * as vscode from "vscode";
import { modelFaults } from "../../../core/rollout/editing/modelFaults";
import type { Finding } from "../../../core/rollout/shape";
import type { Runtimes } from "../../runtime/runtimes";
import { isDeploymentText } from "./fileHeader";
import type { KnownModels } from "./knownModels";
import { readIn } from "./readFile";

/** Milliseconds after the last letter. */
const pause = 250;

/** What is wrong with the deployment files that are open, as they are typed. */
export class DeploymentDiagnostics implements vscode.Disposable {
  private readonly found = vscode.languages.createDiagnosticCollection("tidemark");
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly runtimes: Runtimes,
    private readonly models: KnownModels,
  ) {
    const all = () => {
      for (const document of vscode.workspace.textDocuments) this.expect(document, pause);
    };
    this.subscriptions = [
      this.found,
      vscode.workspace.onDidOpenTextDocument((document) => this.expect(document, 0)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.expect(document, pause)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.forget(uri)),
      models.onDidChange(all),
    ];
    all();
  }

  dispose(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    for (const each of this.subscriptions) each.dispose();
  }

  private expect(document: vscode.TextDocument, after: number): void {
    if (document.languageId !== "yaml") return;
    const key = document.uri.toString();
    clearTimeout(this.waiting.get(key));
    this.waiting.set(
      key,
      setTimeout(() => {
        this.waiting.delete(key);
        void this.check(document); // what it asks for answers or is not known
      }, after),
    );
  }

  private forget(uri: vscode.Uri): void {
    clearTimeout(this.waiting.get(uri.toString()));
    this.waiting.delete(uri.toString());
    this.found.delete(uri);
  }

  private async check(document: vscode.TextDocument): Promise<void> {
    const text = document.getText();
    if (!isDeploymentText(text)) {
      this.found.delete(document.uri);
      return;
    }
    const { version } = document;
    const runtime = this.runtimes.find(document.uri);
    const models = runtime && (await this.models.of(runtime));
    if (document.isClosed || document.version !== version) return; // it is looked at again
    const findings = readIn(document).findings.map((finding) => diagnosticOf(finding, document));
    const unknown = (models ? modelFaults(text, models) : []).map(({ from, to, message }) =>
      diagnostic(new vscode.Range(document.positionAt(from), document.positionAt(to)), message, "warning"),
    );
    this.found.set(document.uri, [...findings, ...unknown]);
  }
}

/** What is wrong with something long is shown at its first line. */
function diagnosticOf(
  { line, column, end, message, severity }: Finding,
  document: vscode.TextDocument,
): vscode.Diagnostic {
  const from = new vscode.Position(line - 1, column - 1);
  const isLong = end.line > line;
  const to = isLong ? document.lineAt(Math.min(line, document.lineCount) - 1).range.end : undefined;
  const range = new vscode.Range(from, to ?? new vscode.Position(end.line - 1, end.column - 1));
  return diagnostic(document.validateRange(range), message, severity);
}

function diagnostic(range: vscode.Range, message: string, severity: Finding["severity"]): vscode.Diagnostic {
  const { DiagnosticSeverity: as } = vscode;
  const made = new vscode.Diagnostic(range, message, severity === "error" ? as.Error : as.Warning);
  made.source = "Tidemark";
  return made;
}
