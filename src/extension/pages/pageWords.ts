import * as vscode from "vscode";

/** What pages say, in the editor's language: a page cannot ask the editor for a translation, so it is handed all. */
export function pageWords(): Readonly<Record<string, string>> {
  const words = Object.entries(vscode.l10n.bundle ?? {});
  return Object.fromEntries(words.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}
