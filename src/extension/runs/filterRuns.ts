import * as vscode from "vscode";
import { formatCount } from "../../shared/format";
import { readRunsPage } from "../../shared/runs";
import { placeInFilter } from "../../shared/runTable";
import { starTag } from "../../shared/tags";
import { Refused } from "../runtime/door";
import type { Runtimes } from "../runtime/runtimes";
import { expandFilter, nameOf, withFilter } from "./arrangement";
import type { ViewState } from "./viewState";

interface FilterItem extends vscode.QuickPickItem {
  /** Absent: what is in the box is no filter, so there is nothing to choose. */
  readonly filter?: string;
}

/** Milliseconds without a key before the runtime is asked. */
const pause = 150;

/** Recent filters, ready-made ones, or one that is typed: the runtime says what is wrong with it, and where. */
export async function chooseFilter(runtimes: Runtimes, state: ViewState): Promise<void> {
  const { t } = vscode.l10n;
  const box = vscode.window.createQuickPick<FilterItem>();
  const known = knownFilters(state);
  box.title = t("Filter runs");
  box.placeholder = t("A filter such as {0}, or one of these", "metrics.val_auc > 0.8 and params.depth = '6'");
  box.matchOnDescription = true;
  box.value = state.arrangement.filter;
  box.items = known;
  let timer: NodeJS.Timeout | undefined;
  const look = async (typed: string) => {
    const item = await judge(runtimes, typed);
    if (box.value.trim() === typed) box.items = [item, ...known];
    box.busy = false;
  };
  const typed = (value: string) => {
    clearTimeout(timer);
    const text = value.trim();
    if (text === "") {
      box.items = known;
      return;
    }
    box.busy = true;
    timer = setTimeout(() => void look(text), pause); // shows its own failures
  };
  typed(box.value);
  const chosen = await new Promise<string | undefined>((resolve) => {
    box.onDidChangeValue(typed);
    box.onDidAccept(() => {
      const [item] = box.selectedItems;
      if (item?.filter !== undefined) resolve(item.filter);
    });
    box.onDidHide(() => resolve(undefined));
    box.show();
  });
  clearTimeout(timer);
  box.dispose();
  if (chosen !== undefined) await state.arrange(withFilter(state.arrangement, chosen));
}

function knownFilters({ arrangement }: ViewState): FilterItem[] {
  const { t } = vscode.l10n;
  const ready = [
    { label: `$(sync) ${t("Running")}`, filter: "attributes.status = 'RUNNING'" },
    { label: `$(error) ${t("Failed")}`, filter: "attributes.status = 'FAILED'" },
    { label: `$(clockface) ${t("Last 24 hours")}`, filter: "attributes.start_time > now-24h" },
    { label: `$(star-full) ${t("Starred")}`, filter: `${nameOf("tags", starTag)} = 'true'` },
  ];
  const recent = arrangement.recent.filter((each) => ready.every(({ filter }) => filter !== each));
  const separator = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [
    ...(recent.length > 0 ? [separator(t("Recent")), ...recent.map((filter) => ({ label: filter, filter }))] : []),
    separator(t("Ready-made")),
    ...ready.map((item) => ({ ...item, description: item.filter })),
    ...(arrangement.filter === ""
      ? []
      : [separator(""), { label: `$(clear-all) ${t("Clear Filter")}`, filter: "", alwaysShow: true }]),
  ];
}

/** The line for what is typed: how many runs it finds, or where it is wrong. */
async function judge(runtimes: Runtimes, typed: string): Promise<FilterItem> {
  const { t } = vscode.l10n;
  const asked = expandFilter(typed, Date.now());
  try {
    const count = await countMatches(runtimes, asked);
    const found = count === 1 ? t("1 run matches") : t("{0} runs match", formatCount(count));
    return { label: `$(filter) ${typed}`, detail: found, filter: typed, alwaysShow: true };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const place = error instanceof Refused ? placeInFilter(message, asked) : undefined;
    return {
      label: `$(warning) ${pointAt(typed, asked === typed ? place : undefined)}`,
      detail: message,
      alwaysShow: true,
    };
  }
}

/** The filter with a mark where it is wrong. */
function pointAt(filter: string, place: number | undefined): string {
  return place === undefined ? filter : `${filter.slice(0, place)}⟨?⟩${filter.slice(place)}`;
}

async function countMatches(runtimes: Runtimes, filter: string): Promise<number> {
  let count = 0;
  for (const runtime of runtimes.all()) {
    const door = await runtime.reader();
    const query = new URLSearchParams({ filter, limit: "1" });
    count += (await door?.get(`/api/tidemark/v1/runs?${query}`, readRunsPage))?.total ?? 0;
  }
  return count;
}
