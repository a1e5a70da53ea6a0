import { join } from "node:path";
import * as vscode from "vscode";
import type { FolderRuntime } from "../runtime/folderRuntime";
import { codeUri } from "./codeDocuments";
import { changedFiles } from "./git";
import { codeOf, type RunCode, repositoryOf } from "./runCode";

/** A line of the editor's view of many changes: what it is of, before, after. */
type Change = [of: vscode.Uri, before: vscode.Uri | undefined, after: vscode.Uri | undefined];

/** More files at once help nobody. */
const mostFiles = 200;

/** What a run had not committed: as committed beside as it ran. */
export async function showRunChanges(runtime: FolderRuntime, id: string): Promise<void> {
  const code = await codeOf(runtime, id);
  const { run, patch } = code;
  const { root, commit } = await repositoryOf(code, runtime);
  const files = patch.files.filter(({ isBinary }) => !isBinary);
  if (files.length === 0) throw new Error(nothingToShow(code, commit));
  const changes = files.map(({ path, state }): Change => {
    const of = (kind: "committed" | "code") => codeUri(runtime, path, { kind, run: id });
    return [
      vscode.Uri.file(join(root, path)),
      state === "added" ? codeUri(runtime, path, { kind: "nothing", run: id }) : of("committed"),
      state === "deleted" ? codeUri(runtime, path, { kind: "nothing", run: id }) : of("code"),
    ];
  });
  await open(vscode.l10n.t("{0}: not committed on {1}", run.name, commit.slice(0, 7)), changes);
}

function nothingToShow({ run, patch, provenance }: RunCode, commit: string): string {
  const at = commit.slice(0, 7);
  if (patch.unknown.length > 0)
    return vscode.l10n.t(
      "{0} ran at {1}; only files that git does not know were beside it: {2}",
      run.name,
      at,
      patch.unknown.slice(0, 5).join(", "),
    );
  if (provenance?.dirty === false || provenance?.patch_path === undefined)
    return vscode.l10n.t("{0} ran exactly what is committed as {1}.", run.name, at);
  return vscode.l10n.t("{0} changed nothing that can be shown as text.", run.name);
}

/** The code of a run against what lies in the folder now. */
export async function compareWithFolder(runtime: FolderRuntime, id: string): Promise<void> {
  const code = await codeOf(runtime, id);
  const { root, commit } = await repositoryOf(code, runtime);
  const since = await changedFiles(root, commit);
  const paths = unique([...since, ...code.patch.files.map(({ path }) => path)]);
  if (paths.length === 0) throw new Error(vscode.l10n.t("{0} ran exactly what is in the folder now.", code.run.name));
  const changes = paths.slice(0, mostFiles).map((path): Change => {
    const file = vscode.Uri.file(join(root, path));
    return [file, codeUri(runtime, path, { kind: "code", run: id }), file];
  });
  await open(vscode.l10n.t("{0} and the folder now", code.run.name), changes);
}

/** All that tells two runs apart beside their numbers: params, tags, packages, code. */
export async function diffRuns(runtime: FolderRuntime, a: string, b: string): Promise<void> {
  const [left, right] = [await codeOf(runtime, a), await codeOf(runtime, b)];
  const facts = (["params", "tags", "packages"] as const)
    .filter((kind) => kind !== "packages" || left.provenance?.packages_path || right.provenance?.packages_path)
    .map(
      (kind): Change => [
        codeUri(runtime, kind, { kind, run: b }),
        codeUri(runtime, kind, { kind, run: a }),
        codeUri(runtime, kind, { kind, run: b }),
      ],
    );
  const code = await codeChanges(runtime, left, right);
  await open(vscode.l10n.t("{0} and {1}", left.run.name, right.run.name), [...facts, ...code]);
}

/** None where either does not say which commit it ran at: then there is still the rest to compare. */
async function codeChanges(runtime: FolderRuntime, left: RunCode, right: RunCode): Promise<Change[]> {
  if (left.commit === undefined || right.commit === undefined) return [];
  const from = await repositoryOf(left, runtime);
  const to = await repositoryOf(right, runtime);
  const committed = from.commit === to.commit ? [] : await changedFiles(from.root, from.commit, to.commit);
  const paths = unique([
    ...committed,
    ...left.patch.files.map(({ path }) => path),
    ...right.patch.files.map(({ path }) => path),
  ]);
  return paths.slice(0, mostFiles).map((path): Change => {
    const side = ({ run }: RunCode) => codeUri(runtime, path, { kind: "code", run: run.id });
    return [side(right), side(left), side(right)];
  });
}

async function open(title: string, changes: readonly Change[]): Promise<void> {
  const [only] = changes;
  if (only && changes.length === 1 && only[1] && only[2])
    await vscode.commands.executeCommand("vscode.diff", only[1], only[2], title, { preview: true });
  else await vscode.commands.executeCommand("vscode.changes", title, changes);
}

function unique(paths: readonly string[]): string[] {
  return [...new Set(paths)].sort();
}
