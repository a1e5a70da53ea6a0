import { html, nothing } from "lit";
import { formatCount } from "../../src/shared/format";
import { button } from "../kit/controls";
import { icon, iconButton } from "../kit/icon";
import { statusWord } from "../kit/runState";
import { pageLocale, t } from "../kit/words";
import { factTitle } from "./layout";
import { spanWord } from "./menus";
import type { Board } from "./model/board";
import type { Chip } from "./model/chips";

export interface BandActs {
  experiments(anchor: HTMLElement): void;
  views(anchor: HTMLElement): void;
  charts(): void;
  run(): void;
  status(chip: Chip): void;
  addChip(anchor: HTMLElement): void;
  removeChip(chip: Chip): void;
  group(anchor: HTMLElement): void;
  columns(anchor: HTMLElement): void;
  export(anchor: HTMLElement): void;
  more(anchor: HTMLElement): void;
  showBaseline(): void;
}

const anchorOf = (event: Event) => event.currentTarget as HTMLElement;
const count = (value: number) => formatCount(value, pageLocale());

export interface Heading {
  readonly title: string;
  /** The saved view says something else than what is shown. */
  readonly isChanged: boolean;
  /** There is no run: the page below says what to do, and nothing else is offered. */
  readonly isEmpty: boolean;
}

/** What is looked at, and how it stands. */
export function header(board: Board, { title, isChanged, isEmpty }: Heading, acts: BandActs) {
  const { RUNNING: running, FAILED: failed } = board.statuses;
  return html`<div class="band table-header">
    <h1 class="cut">
      <button
        class="title-button"
        aria-haspopup="menu"
        title=${title}
        @click=${(event: Event) => acts.experiments(anchorOf(event))}
      ><span class="cut">${title}</span>${icon("chevron-down")}</button>
    </h1>
    <span class="tag">${board.total === 1 ? t("1 run") : t("{0} runs", count(board.total))}</span>
    ${
      running > 0
        ? html`<button class="fact" title=${t("Show only these")} @click=${() => acts.status({ kind: "status", status: "RUNNING", isNot: false })}>
            <span class="codicon codicon-sync state-running" aria-hidden="true"></span>${t("{0} running", count(running))}</button>`
        : nothing
    }
    ${
      failed > 0
        ? html`<button class="fact" title=${t("Show only these")} @click=${() => acts.status({ kind: "status", status: "FAILED", isNot: false })}>
            <span class="codicon codicon-error state-failed" aria-hidden="true"></span>${t("{0} failed", count(failed))}</button>`
        : nothing
    }
    <span class="grow"></span>
    ${isEmpty ? nothing : headerActs(board, isChanged, acts)}
  </div>`;
}

function headerActs(board: Board, isChanged: boolean, acts: BandActs) {
  const { view } = board.state;
  return html`<button
      class="picker"
      aria-haspopup="menu"
      title=${t("Saved views")}
      @click=${(event: Event) => acts.views(anchorOf(event))}
    >
      ${icon("bookmark")}<span class="cut fold">${view ?? t("All runs")}${isChanged ? " •" : ""}</span>${icon("chevron-down")}
    </button>
    <span class="folding">${button({ label: t("Charts"), icon: "graph-line", hint: t("Compare the selected runs, or the first 100 shown"), isOff: board.rowCount === 0, act: acts.charts })}</span>
    ${button({ label: t("Run & Track"), icon: "play", isPrimary: true, act: acts.run })}`;
}

/** Which runs: chips after the query, and how many are left. */
export function chips(board: Board, acts: BandActs) {
  return html`${board.state.chips.map(
    (chip) =>
      html`<span class="chip">
        ${chipWords(chip)}${iconButton("close", t("Take the filter away"), () => acts.removeChip(chip))}
      </span>`,
  )}
  ${iconButton("add", t("Add a filter"), (event) => acts.addChip(anchorOf(event)), { opens: "menu" })}`;
}

function chipWords(chip: Chip) {
  switch (chip.kind) {
    case "status":
      return html`<span>${t("Status")}</span><b>${chip.isNot ? t("not {0}", statusWord(chip.status)) : statusWord(chip.status)}</b>`;
    case "branch":
      return html`<span>${t("Branch")}</span><b class="cut">${chip.branch}</b>`;
    case "started":
      return html`<span>${t("Started")}</span><b>${spanWord(chip.within)}</b>`;
    case "starred":
      return html`<b>${t("Starred")}</b>`;
    default:
      return chip satisfies never;
  }
}

export function matching(board: Board) {
  const shown = board.rowCount;
  if (shown === board.total) return nothing;
  return html`<span class="matching muted">${t("{0} of {1}", count(shown), count(board.total))}</span>`;
}

/** How: groups, baseline, columns. */
export function viewBand(board: Board, acts: BandActs) {
  const { group, baseline, mode } = board.state;
  const pinned = baseline === undefined ? undefined : board.row(baseline);
  const logged = board.columns.filter(({ kind }) => kind !== "fact").length;
  const shown = board.visible().filter(({ kind }) => kind !== "fact").length;
  const words =
    mode === "differ" && board.rowCount > 1
      ? t("{0} columns that differ, of {1}", count(shown), count(logged))
      : t("{0} columns, of {1}", count(shown), count(logged));
  return html`<div class="band view-band">
    <span class="muted">${t("Group")}</span>
    ${
      group === undefined
        ? html`<button class="chip pick" aria-haspopup="menu" @click=${(event: Event) => acts.group(anchorOf(event))}>
            ${t("none")}${icon("chevron-down")}</button>`
        : html`<span class="chip"><button class="pick code-like cut" aria-haspopup="menu" title=${t("Group by something else")}
            @click=${(event: Event) => acts.group(anchorOf(event))}>${group.includes(".") ? group : factTitle(group)}</button
          >${iconButton("close", t("No groups"), () => board.without("group"))}</span>`
    }
    ${
      pinned
        ? html`<span class="muted">${t("Baseline")}</span>
            <span class="chip">${icon("pinned")}<button class="pick cut" title=${t("Show the baseline")} @click=${acts.showBaseline}>${pinned.name}</button>${iconButton("close", t("No baseline"), () => board.without("baseline"))}</span>`
        : nothing
    }
    <span class="grow"></span>
    <span class="muted column-count">${words}</span>
    ${iconButton("diff", t("Only columns that differ"), () => board.update({ mode: mode === "differ" ? "all" : "differ" }), { isOn: mode === "differ" })}
    ${iconButton("layout", t("Columns"), (event) => acts.columns(anchorOf(event)), { opens: "dialog" })}
    ${iconButton("export", t("Export"), (event) => acts.export(anchorOf(event)), { opens: "menu" })}
    ${iconButton("ellipsis", t("More"), (event) => acts.more(anchorOf(event)), { opens: "menu" })}
  </div>`;
}
