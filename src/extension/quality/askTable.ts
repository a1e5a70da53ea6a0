import * as vscode from "vscode";
import type { TableColumns } from "../../shared/quality";
import { readTableColumns } from "../../shared/qualityReaders";
import { folderIn } from "../commands/runArguments";
import { changer, listDeployments } from "../deployments/deploymentRequests";
import { findFiles } from "../explain/findFiles";
import { pathBelow } from "../explain/pathBelow";
import type { Question } from "../pick/steps";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";

/** A table with what the runtime says of its columns. */
export interface AskedTable {
  readonly runtime: FolderRuntime;
  /** Its address. */
  readonly data: string;
  readonly table: TableColumns;
}

interface OfferedTable extends vscode.QuickPickItem {
  readonly address: string;
}

/** What is known before anything is asked: the file that was clicked, or the folder. */
export function knownTable(runtimes: Runtimes, args: readonly unknown[]): Partial<AskedTable> {
  const [first] = args;
  if (first instanceof vscode.Uri) {
    for (const runtime of runtimes.all()) {
      const data = pathBelow(runtime.path, first.fsPath);
      if (data !== undefined) return { runtime, data };
    }
    throw new Error(vscode.l10n.t("Open the folder first that the table lies in."));
  }
  const runtime = folderIn(args, runtimes) ?? runtimes.all()[0];
  if (runtime === undefined) throw new Error(vscode.l10n.t("Open the folder first that the table lies in."));
  return { runtime };
}

export function askTable<A extends AskedTable>(placeholder: string): Question<A> {
  return {
    isAsked: ({ data }) => data === undefined,
    ask: async ({ runtime }, form) => {
      const items = offerTables(runtime as FolderRuntime);
      return { data: (await form.pick({ items, placeholder })).address } as Partial<A>;
    },
  };
}

/** Tables of the folder, and what deployments answered. */
export async function offerTables(runtime: FolderRuntime, without?: string): Promise<OfferedTable[]> {
  const [files, deployments] = await Promise.all([
    findFiles(runtime, "**/*.{csv,tsv,parquet,jsonl,ndjson}"),
    listDeployments(runtime),
  ]);
  const offered = [
    ...files.filter((address) => address !== without).map((address) => ({ label: `$(database) ${address}`, address })),
    ...deployments.map(({ name }) => ({
      label: vscode.l10n.t("$(server-process) What {0} answered", name),
      description: vscode.l10n.t("the last 24 hours"),
      address: `predictions:${name}?last=24h`,
    })),
  ];
  if (offered.length === 0 && without === undefined)
    throw new Error(vscode.l10n.t("There is no table in this folder: CSV, JSON lines or parquet."));
  return offered;
}

export async function columnsOf({ runtime, data }: Partial<AskedTable>): Promise<TableColumns> {
  const door = await changer(runtime as FolderRuntime);
  return door.post("/api/tidemark/v1/quality/columns", { data }, readTableColumns, 600);
}
