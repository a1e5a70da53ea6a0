import * as vscode from "vscode";
import type { Tracked } from "../../shared/data";
import { formatDate } from "../../shared/format";
import { type RunSummary, readRunsPage } from "../../shared/runs";
import { stageDepsTag, stageOutsTag } from "../../shared/stageTags";
import { askInSteps } from "../pick/steps";
import { statusWords } from "../runs/runItems";
import type { DvcProject } from "./dvcProjects";

interface RunItem extends vscode.QuickPickItem {
  /** Absent: a separator. */
  readonly run?: RunSummary;
}

const mostRuns = 200;
const isHash = /^[0-9a-f]{32}(\.dir)?$/;

/** Offers the runs that made or read a version of data, and opens the one that is chosen. */
export async function openRunOfData(project: DvcProject, tracked: Tracked): Promise<void> {
  const title = vscode.l10n.t("Runs of {0}", tracked.path);
  const answer = await askInSteps<{ item: RunItem }>(title, [
    {
      ask: async (_, form) => ({
        item: await form.pick({ items: runsOf(project, tracked), placeholder: vscode.l10n.t("Choose a run to open") }),
      }),
    },
  ]);
  const id = answer?.item.run?.id;
  if (id !== undefined)
    await vscode.commands.executeCommand("tidemark.openRun", id, project.runtime.folder.uri.toString());
}

async function runsOf(project: DvcProject, { path, md5, current }: Tracked): Promise<RunItem[]> {
  const { t } = vscode.l10n;
  const versions = [...new Set([current?.md5, md5])].filter((each) => each !== undefined && isHash.test(each));
  const door = await project.runtime.reader();
  const find = async (tag: string, version: string): Promise<readonly RunSummary[]> => {
    const query = new URLSearchParams({ filter: `tags."${tag}" LIKE '%${version}%'`, limit: String(mostRuns) });
    return (await door?.get(`/api/tidemark/v1/runs?${query}`, readRunsPage))?.runs ?? [];
  };
  const items: RunItem[] = [];
  for (const version of versions as string[]) {
    const [made, read] = await Promise.all([find(stageOutsTag, version), find(stageDepsTag, version)]);
    const short = version.slice(0, 7);
    if (made.length > 0) items.push(separator(t("made version {0}", short)), ...made.map(runItem));
    if (read.length > 0) items.push(separator(t("read version {0}", short)), ...read.map(runItem));
  }
  if (items.length === 0) throw new Error(t("No run has made or read this version of {0} yet.", path));
  return items;
}

function separator(label: string): RunItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function runItem(run: RunSummary): RunItem {
  const state = run.status === "FINISHED" ? undefined : statusWords()[run.status];
  const date = formatDate(run.start_time, { now: Date.now() });
  return { run, label: run.name, description: [state, date].filter(Boolean).join(" · ") };
}
