import * as vscode from "vscode";
import { formatDate } from "../../shared/format";
import { readRunsPage } from "../../shared/runs";
import type { RunChoice } from "../commands/runArguments";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";

/** Offers the newest runs, and those of every folder. */
export async function pickRuns(
  runtimes: Runtimes,
  title: string,
  canPickMany: boolean,
): Promise<RunChoice | undefined> {
  const offered = (await Promise.all(runtimes.all().map(runsOf))).flat();
  const picked = await vscode.window.showQuickPick(offered, { title, canPickMany, matchOnDescription: true });
  const chosen: readonly Offered[] = Array.isArray(picked) ? picked : picked ? [picked as Offered] : [];
  const [first] = chosen;
  if (first === undefined) return undefined;
  return { runtime: first.runtime, ids: chosen.filter(({ runtime }) => runtime === first.runtime).map(({ id }) => id) };
}

interface Offered extends vscode.QuickPickItem {
  readonly runtime: FolderRuntime;
  readonly id: string;
}

async function runsOf(runtime: FolderRuntime): Promise<Offered[]> {
  const door = await runtime.door();
  const { runs } = await door.get("/api/tidemark/v1/runs?parent=any&limit=1000", readRunsPage);
  return runs.map((run) => ({
    runtime,
    id: run.id,
    label: run.name,
    description: formatDate(run.start_time, { now: Date.now() }),
  }));
}
