import * as vscode from "vscode";

/** Milliseconds after the last letter. */
const pause = 250;

export interface Checker {
  /** Of the collection. */
  readonly name: string;
  covers(document: vscode.TextDocument): boolean;
  /** Undefined where there is nothing to check after all. */
  look(document: vscode.TextDocument): Promise<readonly vscode.Diagnostic[] | undefined>;
  /** Other files are read with them: what is typed and saved there counts. */
  readonly restsOnOthers: boolean;
  failed(document: vscode.TextDocument, error: unknown): void;
}

/** What is wrong with the files that are open, as they are typed. */
export class TypedDiagnostics implements vscode.Disposable {
  private readonly found: vscode.DiagnosticCollection;
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly checker: Checker) {
    const { name, restsOnOthers } = checker;
    this.found = vscode.languages.createDiagnosticCollection(name);
    this.subscriptions = [
      this.found,
      vscode.workspace.onDidOpenTextDocument((document) => this.expect(document, 0)),
      vscode.workspace.onDidChangeTextDocument(({ document }) =>
        restsOnOthers && !checker.covers(document) ? this.again() : this.expect(document, pause),
      ),
      ...(restsOnOthers ? [vscode.workspace.onDidSaveTextDocument(() => this.again())] : []),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.forget(uri)),
    ];
    this.again();
  }

  /** Something that they are checked with has changed. */
  again(): void {
    for (const document of vscode.workspace.textDocuments) this.expect(document, pause);
  }

  dispose(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    for (const each of this.subscriptions) each.dispose();
  }

  private expect(document: vscode.TextDocument, after: number): void {
    if (!this.checker.covers(document)) return;
    const key = document.uri.toString();
    clearTimeout(this.waiting.get(key));
    this.waiting.set(
      key,
      setTimeout(() => {
        this.waiting.delete(key);
        this.check(document).catch((error: unknown) => this.checker.failed(document, error));
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
    const diagnostics = await this.checker.look(document);
    if (document.isClosed || document.version !== version) return; // it is looked at again
    this.found.set(document.uri, diagnostics);
  }
}

export type Severity = "error" | "warning";

export function diagnostic(range: vscode.Range, message: string, severity: Severity): vscode.Diagnostic {
  const { Error: error, Warning: warning } = vscode.DiagnosticSeverity;
  const made = new vscode.Diagnostic(range, message, severity === "error" ? error : warning);
  made.source = "Tidemark";
  return made;
}

/** What is wrong with something long is shown at its first line. */
export function firstLine(document: vscode.TextDocument, from: vscode.Position, to: vscode.Position): vscode.Range {
  if (from.line >= document.lineCount) return document.lineAt(document.lineCount - 1).range;
  const end = to.line > from.line ? document.lineAt(from.line).range.end : to;
  return document.validateRange(new vscode.Range(from, end));
}
