import * as vscode from "vscode";
import { formatDate, formatNumber } from "../../shared/format";
import { groupBy } from "../../shared/groups";
import { findPrimaryMetric } from "../../shared/primaryMetric";
import { type RunSummary, readExperiments, readRunsPage } from "../../shared/runs";
import type { RunChoice } from "../commands/runArguments";
import { statusWords } from "../runs/runItems";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import { askInSteps } from "./steps";

interface OfferedRun extends vscode.QuickPickItem {
  /** Absent: a separator. */
  readonly of?: { readonly runtime: FolderRuntime; readonly run: RunSummary };
}

/** So many are offered of each folder; older ones are found in the run table. */
const mostOffered = 2000;

/** What was chosen last in this window: it stands first. */
let chosenBefore: readonly string[] = [];

/** Offers the runs of all experiments, newest first. Undefined when the user left. */
export async function pickRuns(runtimes: Runtimes, title: string, several: boolean): Promise<RunChoice | undefined> {
  const items = offeredRuns(runtimes);
  const answer = await askInSteps<{ picked: readonly OfferedRun[] }>(title, [
    {
      ask: async (_, form) => {
        const placeholder = several ? vscode.l10n.t("Tick one or more runs") : vscode.l10n.t("Choose a run");
        return {
          picked: several ? await form.pickMany({ items, placeholder }) : [await form.pick({ items, placeholder })],
        };
      },
    },
  ]);
  const found = answer?.picked.flatMap(({ of }) => (of ? [of] : [])) ?? [];
  const [first] = found;
  if (first === undefined) return undefined;
  const ids = found.filter(({ runtime }) => runtime === first.runtime).map(({ run }) => run.id);
  chosenBefore = ids;
  return { runtime: first.runtime, ids };
}

async function offeredRuns(runtimes: Runtimes): Promise<OfferedRun[]> {
  const all = runtimes.all();
  const found = (await Promise.all(all.map((runtime) => runsOf(runtime, all.length > 1)))).flat();
  const before = found.filter(({ of }) => of !== undefined && chosenBefore.includes(of.run.id));
  if (before.length === 0) return found;
  return [separator(vscode.l10n.t("Last chosen")), ...before, ...found.filter((item) => !before.includes(item))];
}

async function runsOf(runtime: FolderRuntime, isOneOfSeveral: boolean): Promise<OfferedRun[]> {
  const door = await runtime.reader();
  if (door === undefined) return [];
  const [{ experiments }, { runs }] = await Promise.all([
    door.get("/api/tidemark/v1/experiments", readExperiments),
    door.get(`/api/tidemark/v1/runs?parent=any&limit=${mostOffered}`, readRunsPage),
  ]);
  const names = new Map(experiments.map(({ id, name }) => [id, name]));
  const now = Date.now();
  // in the order of their newest run
  return [...groupBy(runs, (run) => run.experiment_id)].flatMap(([id, own]) => {
    const metric = findPrimaryMetric(own.slice(0, 200));
    const name = names.get(id) ?? id;
    const items = own.map((run) => ({
      label: run.name,
      description: describe(run, metric, now),
      of: { runtime, run },
    }));
    return [separator(isOneOfSeveral ? `${runtime.folder.name} · ${name}` : name), ...items];
  });
}

/** Metric, then time: as in the tree, with the day. */
function describe(run: RunSummary, metric: string | undefined, now: number): string {
  const value = run.metrics.find(({ key }) => key === metric)?.value;
  const state = run.status === "FINISHED" ? undefined : statusWords()[run.status];
  const shown = value === undefined ? undefined : `${metric} ${formatNumber(value)}`;
  return [shown, state, formatDate(run.start_time, { now })].filter((part) => part !== undefined).join(" · ");
}

function separator(label: string): OfferedRun {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
