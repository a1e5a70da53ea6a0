import * as vscode from "vscode";
import { type ActRequest, type ActResult, readActResult, readStarted } from "../../shared/data";
import { followJob } from "../runtime/followJob";
import type { DvcProject } from "./dvcProjects";

export type Act = Pick<ActRequest, "act"> & Partial<Omit<ActRequest, "act" | "project">>;

/**
 * Has the runtime do something with data, shows how far it is once that takes a while, and says what it came to. Undefined when
 * the user stopped it.
 */
export async function runAct(project: DvcProject, title: string, act: Act): Promise<ActResult | undefined> {
  if (!vscode.workspace.isTrusted) throw new Error(vscode.l10n.t("This folder is not trusted."));
  const door = await project.runtime.door();
  const { job } = await door.post("/api/tidemark/v1/data/acts", { ...act, project: project.path }, readStarted);
  const found = await followJob(door, job, title);
  if (found === undefined) return undefined;
  const result = readActResult(found, "result");
  sayResult(result);
  return result;
}

function sayResult({ message, failed }: ActResult): void {
  const [first] = failed;
  if (first === undefined) {
    vscode.window.setStatusBarMessage(message, 8000);
    return;
  }
  const what = first.path === "" ? first.why : `${first.path}: ${first.why}`;
  const more = failed.length - 1;
  if (more === 0) throw new Error(what);
  throw new Error(
    more === 1 ? vscode.l10n.t("{0} (and 1 more)", what) : vscode.l10n.t("{0} (and {1} more)", what, more),
  );
}
