import * as vscode from "vscode";

/** The file on disk that a document is, or is a cell of. */
export function fileOf(document: vscode.TextDocument): vscode.Uri | undefined {
  const uri = isCell(document) ? notebookOf(document)?.uri : document.uri;
  return uri?.scheme === "file" ? uri : undefined;
}

export function isCell({ uri }: vscode.TextDocument): boolean {
  return uri.scheme === "vscode-notebook-cell";
}

function notebookOf(cell: vscode.TextDocument): vscode.NotebookDocument | undefined {
  return vscode.workspace.notebookDocuments.find((each) => each.getCells().some(({ document }) => document === cell));
}
