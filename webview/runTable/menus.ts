import { html } from "lit";
import { formatCount } from "../../src/shared/format";
import { runStatuses } from "../../src/shared/runs";
import type { SavedView } from "../../src/shared/savedViews";
import { button, textField } from "../kit/controls";
import { statusWord } from "../kit/runState";
import { t } from "../kit/words";
import { factTitle } from "./layout";
import type { Board } from "./model/board";
import { branchTag, type Chip, type Span, spans } from "./model/chips";
import { movedBefore, tagsKey, withColumn } from "./model/columns";
import type { SheetFormat } from "./model/exportText";
import type { Look } from "./model/state";
import { closePopup, type MenuEntry, openMenuAt, openPanelAt } from "./popup";

export function setLook(board: Board, key: string, part: Partial<Look>): void {
  board.update({ looks: { ...board.state.looks, [key]: { ...board.state.looks[key], ...part } } });
}

/** What can be done with one column. */
export function openColumnMenu(
  anchor: HTMLElement,
  key: string,
  board: Board,
  sort: (key: string, descending: boolean | undefined) => void,
): void {
  const column = board.visible().find((each) => each.key === key);
  const title = factTitle(key);
  const sorted = board.state.sort.find((each) => each.key === key);
  const entries: MenuEntry[] = [
    { label: t("Sort ascending"), isOn: sorted?.descending === false, act: () => sort(key, false) },
    { label: t("Sort descending"), isOn: sorted?.descending === true, act: () => sort(key, true) },
  ];
  if (sorted) entries.push({ label: t("Do not sort by it"), icon: "close", act: () => sort(key, undefined) });
  if (column?.kind === "metric") entries.push("line", ...metricEntries(key, board));
  if (column && (column.kind === "param" || (column.kind === "tag" && key !== tagsKey) || column.kind === "fact")) {
    const isGroup = board.state.group === key;
    if (key !== "start_time" && key !== "duration")
      entries.push("line", {
        label: t("Group by {0}", title),
        isOn: isGroup,
        act: () => (isGroup ? board.without("group") : board.update({ group: key, closed: [] })),
      });
  }
  if (column) {
    const look = board.state.looks[key];
    const order = board.visible().map((each) => each.key);
    const at = order.indexOf(key);
    entries.push(
      "line",
      { label: t("Pin"), isOn: look?.isPinned === true, act: () => setLook(board, key, { isPinned: !look?.isPinned }) },
      {
        label: t("Move left"),
        icon: "arrow-left",
        isOff: at <= 0,
        act: () => board.update({ order: movedBefore(order, key, order[at - 1]) }),
      },
      {
        label: t("Move right"),
        icon: "arrow-right",
        isOff: at === order.length - 1,
        act: () => board.update({ order: movedBefore(order, key, order[at + 2]) }),
      },
      {
        label: t("Hide"),
        icon: "eye-closed",
        act: () => board.update(withColumn(board.state, key, false)),
      },
    );
  }
  openMenuAt(anchor, title, entries);
}

function metricEntries(key: string, board: Board): MenuEntry[] {
  const look = board.state.looks[key];
  const direction = board.direction(key);
  const show = board.show(key);
  const words = { last: t("Last value"), best: t("Best value"), min: t("Minimum"), max: t("Maximum") };
  const column = board.visible().find((each) => each.key === key);
  const hasSpark = look?.hasSpark ?? (column !== undefined && board.facts(column).hasHistory);
  return [
    ...(["last", "best", "min", "max"] as const).map((each) => ({
      label: words[each],
      isOn: show === each,
      act: () => setLook(board, key, { show: each }),
    })),
    "line",
    {
      label: t("Lower is better"),
      isOn: direction === "lower",
      act: () => setLook(board, key, { direction: direction === "lower" ? "higher" : "lower" }),
    },
    { label: t("Sparkline"), isOn: hasSpark, act: () => setLook(board, key, { hasSpark: !hasSpark }) },
  ];
}

export function spanWord(span: Span): string {
  switch (span) {
    case "1h":
      return t("last hour");
    case "1d":
      return t("last day");
    case "7d":
      return t("last 7 days");
    case "30d":
      return t("last 30 days");
    default:
      return span satisfies never;
  }
}

/** What a filter by clicking may say. */
export function openChipMenu(anchor: HTMLElement, board: Board, add: (chip: Chip) => void): void {
  const branches = new Set(board.runs().flatMap((run) => board.row(run)?.branch ?? []));
  const entries: MenuEntry[] = [
    { label: t("Starred"), icon: "star-full", act: () => add({ kind: "starred" }) },
    t("Status"),
    ...runStatuses.map((status) => ({
      label: statusWord(status),
      act: () => add({ kind: "status", status, isNot: false }),
    })),
    { label: t("Not {0}", statusWord("FAILED")), act: () => add({ kind: "status", status: "FAILED", isNot: true }) },
    t("Started"),
    ...(Object.keys(spans) as Span[]).map((within) => ({
      label: spanWord(within),
      act: () => add({ kind: "started", within }),
    })),
  ];
  if (branches.size > 0)
    entries.push(
      t("Branch"),
      ...[...branches].slice(0, 12).map((branch) => ({
        label: branch,
        icon: "git-branch",
        act: () => add({ kind: "branch", branch }),
      })),
    );
  openMenuAt(anchor, t("Add a filter"), entries);
}

/** By which of the params and tags the runs may be put together. */
export function openGroupMenu(anchor: HTMLElement, board: Board): void {
  const able = board.columns.filter(
    ({ key, kind, differs }) =>
      differs && (kind === "param" || (kind === "tag" && key !== tagsKey)) && key !== `tags.${branchTag}`,
  );
  const facts = ["source", "branch", "user", "experiment"].filter((key) => {
    const values = new Set(board.runs().map((run) => board.valueAt(key, run)));
    return values.size > 1;
  });
  const entry = (key: string): MenuEntry => ({
    label: factTitle(key),
    isOn: board.state.group === key,
    act: () => board.update({ group: key, closed: [] }),
  });
  openMenuAt(anchor, t("Group by"), [
    { label: t("No groups"), isOn: board.state.group === undefined, act: () => board.without("group") },
    ...(able.some(({ kind }) => kind === "param") ? [t("Params")] : []),
    ...able
      .filter(({ kind }) => kind === "param")
      .slice(0, 60)
      .map(({ key }) => entry(key)),
    ...(able.some(({ kind }) => kind === "tag") ? [t("Tags")] : []),
    ...able
      .filter(({ kind }) => kind === "tag")
      .slice(0, 40)
      .map(({ key }) => entry(key)),
    ...(facts.length > 0 ? [t("Facts"), ...facts.map(entry)] : []),
  ]);
}

export interface ViewActs {
  apply(view: SavedView): void;
  save(name: string): void;
  remove(name: string): void;
  plain(): void;
}

/** Saved views: take one, keep what is on the screen as one, or take one away. */
export function openViewMenu(
  anchor: HTMLElement,
  views: readonly SavedView[],
  current: { readonly name: string | undefined; readonly isChanged: boolean },
  acts: ViewActs,
): void {
  const { name } = current;
  openMenuAt(anchor, t("Views"), [
    { label: t("All runs"), isOn: name === undefined, act: acts.plain },
    ...views.map((view) => ({ label: view.name, isOn: view.name === name, act: () => acts.apply(view) })),
    "line",
    { label: t("Save as…"), icon: "save", act: () => askName(anchor, acts.save) },
    ...(name === undefined
      ? []
      : [
          {
            label: t("Update {0}", name),
            icon: "refresh",
            isOff: !current.isChanged,
            act: () => acts.save(name),
          },
          { label: t("Delete {0}", name), icon: "trash", act: () => acts.remove(name) },
        ]),
  ]);
}

function askName(anchor: HTMLElement, save: (name: string) => void): void {
  let name = "";
  const keep = (): void => {
    if (name.trim() === "") return;
    closePopup();
    save(name.trim());
  };
  openPanelAt(
    anchor,
    t("Save view"),
    () => html`<div class="ask-name">
      ${textField({
        label: t("Name of the view"),
        placeholder: t("Name of the view"),
        value: name,
        input: (value) => (name = value),
        key: (event) => {
          if (event.key === "Enter") keep();
        },
      })}
      ${button({ label: t("Save"), isPrimary: true, act: keep })}
      <div class="muted small">${t("Views are kept in tidemark.yaml, so that a team shares them.")}</div>
    </div>`,
  );
}

export function openExportMenu(
  anchor: HTMLElement,
  runs: number,
  save: (format: SheetFormat, where: "file" | "clipboard") => void,
): void {
  openMenuAt(anchor, t("Export"), [
    t("{0} runs, the columns shown", formatCount(runs)),
    { label: "CSV…", icon: "export", act: () => save("csv", "file") },
    { label: "JSON…", icon: "export", act: () => save("json", "file") },
    { label: "Markdown…", icon: "export", act: () => save("md", "file") },
    { label: "LaTeX…", icon: "export", act: () => save("tex", "file") },
    "line",
    { label: t("Copy as {0}", "Markdown"), icon: "copy", act: () => save("md", "clipboard") },
    { label: t("Copy as {0}", "LaTeX"), icon: "copy", act: () => save("tex", "clipboard") },
    { label: t("Copy as {0}", "CSV"), icon: "copy", act: () => save("csv", "clipboard") },
  ]);
}

/** The experiments whose runs are shown; with Ctrl one more is added or one taken away. */
export function openExperimentMenu(
  anchor: HTMLElement,
  board: Board,
  choose: (experiments: readonly string[]) => void,
): void {
  const chosen = board.state.experiments ?? [];
  const newest = [...board.experiments].sort((a, b) => (b.last_run_time ?? 0) - (a.last_run_time ?? 0));
  openMenuAt(anchor, t("Experiments"), [
    { label: t("All experiments"), icon: "list-flat", act: () => choose(newest.map(({ id }) => id)) },
    "line",
    ...newest.map(({ id, name, runs }) => ({
      label: name,
      isOn: chosen.includes(id),
      detail: formatCount(runs),
      act: (event: Event) => {
        const { ctrlKey, metaKey } = event as MouseEvent;
        if (!ctrlKey && !metaKey) choose([id]);
        else if (!chosen.includes(id)) choose([...chosen, id]);
        else if (chosen.length > 1) choose(chosen.filter((each) => each !== id));
      },
    })),
    "line",
    t("Ctrl+click shows several together"),
  ]);
}
