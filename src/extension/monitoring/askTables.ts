import { relative, sep } from "node:path";
import * as vscode from "vscode";
import { folderIn } from "../commands/runArguments";
import { runGit } from "../git/runGit";
import { askInSteps } from "../pick/steps";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";

export interface TwoTables {
  readonly runtime: FolderRuntime;
  readonly reference: string;
  readonly current: string;
}

interface Offered extends vscode.QuickPickItem {
  readonly address: string;
}

const tables = "**/*.{csv,tsv,parquet,jsonl,ndjson}";
const notThere = "**/{node_modules,.git,.dvc,.tidemark,.venv,venv,mlruns}/**";
const most = 500;
const mostCommits = 20;

/** Which table, and against which: an older version of the same, or another one. */
export async function askTables(runtimes: Runtimes, args: readonly unknown[]): Promise<TwoTables | undefined> {
  const [first] = args;
  const uri = first instanceof vscode.Uri ? first : undefined;
  const runtime =
    uri === undefined ? folderIn(args, runtimes) : runtimes.all().find(({ path }) => isBelow(path, uri.fsPath));
  if (runtime === undefined) throw new Error(vscode.l10n.t("Open the folder first that the table lies in."));
  const known = uri === undefined ? {} : { current: relative(runtime.path, uri.fsPath).split(sep).join("/") };
  return askInSteps<TwoTables>(
    vscode.l10n.t("Compare data for drift"),
    [
      {
        isAsked: ({ current }) => current === undefined,
        ask: async (_, form) => ({
          current: (
            await form.pick({ items: offerFiles(runtime, []), placeholder: vscode.l10n.t("Which table is looked at?") })
          ).address,
        }),
      },
      {
        ask: async ({ current = "" }, form) => ({
          reference: (
            await form.pick({
              items: offerReferences(runtime, current),
              placeholder: vscode.l10n.t("What is {0} measured against?", current),
            })
          ).address,
        }),
      },
    ],
    { runtime, ...known },
  );
}

function isBelow(folder: string, path: string): boolean {
  const below = relative(folder, path);
  return below !== "" && !below.startsWith("..");
}

async function offerFiles(runtime: FolderRuntime, without: readonly string[]): Promise<Offered[]> {
  const pattern = new vscode.RelativePattern(runtime.folder, tables);
  const found = await vscode.workspace.findFiles(pattern, notThere, most);
  const paths = found.map((uri) => relative(runtime.path, uri.fsPath).split(sep).join("/")).sort();
  const offered = paths.filter((path) => !without.includes(path)).map((path) => ({ label: path, address: path }));
  if (offered.length === 0 && without.length === 0)
    throw new Error(vscode.l10n.t("There is no table in this folder: CSV, JSON lines or parquet."));
  return offered;
}

/** Its versions first, then other tables. */
async function offerReferences(runtime: FolderRuntime, path: string): Promise<Offered[]> {
  const [versions, files] = await Promise.all([offerVersions(runtime, path), offerFiles(runtime, [path])]);
  const heading = (label: string): Offered => ({ label, address: "", kind: vscode.QuickPickItemKind.Separator });
  return [
    ...(versions.length > 0 ? [heading(vscode.l10n.t("Older versions")), ...versions] : []),
    ...(files.length > 0 ? [heading(vscode.l10n.t("Other tables")), ...files] : []),
  ];
}

/** The commits that changed it, or the file that says which version of it is meant. */
async function offerVersions(runtime: FolderRuntime, path: string): Promise<Offered[]> {
  const format = "--format=%h%x09%s%x09%cr";
  const paths = [path, `${path}.dvc`, ":(glob)**/dvc.lock"];
  const said = await runGit(runtime.path, ["log", `-${mostCommits}`, format, "--", ...paths]).catch(() => undefined);
  return (said ?? "").split("\n").flatMap((line) => {
    const [commit, subject = "", when = ""] = line.split("\t");
    return commit === undefined || commit === ""
      ? []
      : [{ label: `$(git-commit) ${commit}`, description: subject, detail: when, address: `${path}@${commit}` }];
  });
}
