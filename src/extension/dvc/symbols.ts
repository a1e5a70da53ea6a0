import * as vscode from "vscode";
import { type FileSymbol, outlineOfFile } from "../../core/dvc/editing/fileOutline";

/** Sections and stages in the outline, the breadcrumbs and *Go to Symbol*. */
export class DvcSymbols implements vscode.DocumentSymbolProvider {
  provideDocumentSymbols(document: vscode.TextDocument): vscode.DocumentSymbol[] {
    const rangeIn = ({ from, to }: FileSymbol["key"]) =>
      new vscode.Range(document.positionAt(from), document.positionAt(Math.max(from, to)));
    const symbolOf = ({ name, detail, kind, whole, key, children }: FileSymbol): vscode.DocumentSymbol => {
      const symbol = new vscode.DocumentSymbol(name || "?", detail, kinds[kind], rangeIn(whole), rangeIn(key));
      symbol.children = children.map(symbolOf);
      return symbol;
    };
    return outlineOfFile(document.uri.path, document.getText()).map(symbolOf);
  }
}

const kinds: Readonly<Record<FileSymbol["kind"], vscode.SymbolKind>> = {
  section: vscode.SymbolKind.Module,
  stage: vscode.SymbolKind.Function,
  group: vscode.SymbolKind.Class,
  file: vscode.SymbolKind.File,
};
