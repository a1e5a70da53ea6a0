import { createRequire } from "node:module";
import { join } from "node:path";
import type * as vscode from "vscode";
import type { DeploymentFile } from "../../../core/rollout/deploymentFile";

type Reading = typeof import("../../../core/rollout/deploymentFile");

let reading: Reading | undefined;

/** It brings a YAML parser: a file of its own, which is loaded when the first deployment file is looked at. */
function load(): Reading {
  reading ??= createRequire(__filename)(join(__dirname, "deploymentFile.js")) as Reading;
  return reading;
}

interface Seen {
  readonly version: number;
  readonly file: DeploymentFile;
}

const seen = new WeakMap<vscode.TextDocument, Seen>();

/** A document is read once a version, however many ask. */
export function readIn(document: vscode.TextDocument): DeploymentFile {
  const known = seen.get(document);
  if (known?.version === document.version) return known.file;
  const file = load().readDeploymentFile(document.getText());
  seen.set(document, { version: document.version, file });
  return file;
}
