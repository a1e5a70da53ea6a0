import * as vscode from "vscode";
import { listDeployments } from "../deployments/deploymentRequests";
import { getDetail } from "../models/modelRequests";
import type { Subject } from "./chooseExplanation";
import { findFiles } from "./findFiles";

/** Rows to explain. Without an address: what the model was trained on. */
export interface Table {
  readonly address: string | undefined;
}

export interface OfferedTable extends vscode.QuickPickItem {
  readonly table: Table;
}

/** What a model was trained on, what deployments were asked, and the tables of the folder. */
export async function offerTables(subject: Subject): Promise<OfferedTable[]> {
  const { runtime } = subject;
  const [hasRun, deployments, files] = await Promise.all([
    cameFromRun(subject),
    listDeployments(runtime),
    findFiles(runtime, "**/*.{csv,tsv,parquet,jsonl,ndjson}"),
  ]);
  const heading = (label: string): OfferedTable => ({
    label,
    kind: vscode.QuickPickItemKind.Separator,
    table: { address: undefined },
  });
  const trained = hasRun
    ? [
        {
          label: vscode.l10n.t("$(beaker) The data that it was trained on"),
          description: vscode.l10n.t("as its run logged it"),
          table: { address: undefined },
        },
      ]
    : [];
  const logs = deployments.map(({ name }) => ({
    label: vscode.l10n.t("$(server-process) What {0} was asked", name),
    description: vscode.l10n.t("the last 24 hours"),
    table: { address: `predictions:${name}?last=24h` },
  }));
  const tables = files.map((address) => ({ label: `$(database) ${address}`, table: { address } }));
  if (trained.length + logs.length + tables.length === 0)
    throw new Error(vscode.l10n.t("There is no table in this folder: CSV, JSON lines or parquet."));
  return [...trained, ...logs, ...(tables.length > 0 ? [heading(vscode.l10n.t("Files")), ...tables] : [])];
}

async function cameFromRun({ runtime, model, version }: Subject): Promise<boolean> {
  if (model === undefined) return false;
  const { versions } = await getDetail({ runtime, model });
  return versions.some((each) => each.version === version && each.run !== undefined);
}
