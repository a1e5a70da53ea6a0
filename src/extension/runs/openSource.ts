import { isAbsolute, join } from "node:path";
import * as vscode from "vscode";
import type { RunChoice } from "../commands/runArguments";
import { fetchRunDetail } from "./runActs";

/** The script that a run came from, at the line where it first spoke to the tracking. */
export async function openSource({ runtime, ids: [id = ""] }: RunChoice): Promise<void> {
  const { name, tags, source } = await fetchRunDetail(await runtime.door(), id);
  const tag = (key: string) => tags.find((each) => each.key === key)?.value;
  const path = tag("tidemark.source.path") ?? source;
  if (!path) throw new Error(vscode.l10n.t("{0} does not say which file it came from.", name));
  const uri = vscode.Uri.file(isAbsolute(path) ? path : join(runtime.path, path));
  const isThere = await vscode.workspace.fs.stat(uri).then(
    ({ type }) => type === vscode.FileType.File,
    () => false,
  );
  if (!isThere) throw new Error(vscode.l10n.t("{0} came from {1}, which is not on this machine.", name, path));
  const line = Number(tag("tidemark.source.line") ?? "1") - 1;
  const place = new vscode.Position(Number.isInteger(line) && line > 0 ? line : 0, 0);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(place, place) });
}
