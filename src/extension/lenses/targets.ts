import type * as vscode from "vscode";
import { findCellTargets, findTargets, type Target } from "../../core/python/findTargets";
import { isCell } from "../scripts/fileOf";

interface Seen {
  readonly version: number;
  readonly targets: readonly Target[];
}

const seen = new WeakMap<vscode.TextDocument, Seen>();

/** A document is read once a version, however many ask. */
export function targetsIn(document: vscode.TextDocument): readonly Target[] {
  const known = seen.get(document);
  if (known?.version === document.version) return known.targets;
  const targets = (isCell(document) ? findCellTargets : findTargets)(document.getText());
  seen.set(document, { version: document.version, targets });
  return targets;
}
