import type * as vscode from "vscode";
import { type DeploymentFile, readDeploymentFile } from "../../../core/rollout/deploymentFile";

interface Seen {
  readonly version: number;
  readonly file: DeploymentFile;
}

const seen = new WeakMap<vscode.TextDocument, Seen>();

/** A document is read once a version, however many ask. */
export function readIn(document: vscode.TextDocument): DeploymentFile {
  const known = seen.get(document);
  if (known?.version === document.version) return known.file;
  const file = readDeploymentFile(document.getText());
  seen.set(document, { version: document.version, file });
  return file;
}
