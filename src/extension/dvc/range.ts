import * as vscode from "vscode";
import type { Place } from "../../core/yaml/placedYaml";

export function rangeOf({ line, column, end }: Place): vscode.Range {
  return new vscode.Range(line - 1, column - 1, end.line - 1, end.column - 1);
}
