import { html, nothing } from "lit";
import { formatCount } from "../../src/shared/format";
import { button } from "../kit/controls";
import { icon, iconButton } from "../kit/icon";
import { t } from "../kit/words";

export interface BarActs {
  compare(): void;
  tag(): void;
  star(): void;
  export(anchor: HTMLElement): void;
  delete(): void;
  clear(): void;
  undo(): void;
}

export interface Bar {
  readonly selected: number;
  /** Every selected run has a star: the button takes them away. */
  readonly areStarred: boolean;
  /** Runs that were deleted a moment ago. */
  readonly deleted: number;
  readonly isOff: boolean;
  /** What did not work. */
  readonly failure: string | undefined;
}

/** Floats above the end of the table: what can be done with the selected runs, or undone. */
export function selectionBar({ selected, areStarred, deleted, isOff, failure }: Bar, acts: BarActs) {
  if (selected === 0 && deleted === 0 && failure === undefined) return nothing;
  return html`<div class="float selection-bar" role="toolbar" aria-label=${t("Selected runs")}>
    ${failure === undefined ? nothing : html`<span class="bar-failure">${icon("error")}<span class="cut" title=${failure}>${failure}</span></span>`}
    ${
      deleted > 0
        ? html`<span class="bar-count">${deleted === 1 ? t("1 run deleted") : t("{0} runs deleted", formatCount(deleted))}</span>
            ${act("discard", t("Undo"), acts.undo, isOff)}`
        : nothing
    }
    ${
      selected > 0
        ? html`<span class="bar-count">${t("{0} selected", formatCount(selected))}</span>
            <span class="bar-line" aria-hidden="true"></span>
            ${button({ label: t("Compare"), icon: "git-compare", isPrimary: true, act: acts.compare })}
            ${act("tag", t("Tag…"), acts.tag, isOff)}
            ${act(areStarred ? "star-full" : "star-empty", areStarred ? t("Unstar") : t("Star"), acts.star, isOff)}
            ${act("export", t("Export…"), (event) => acts.export(event.currentTarget as HTMLElement), false)}
            ${act("trash", t("Delete"), acts.delete, isOff)}
            <span class="bar-line" aria-hidden="true"></span>
            <span class="muted esc">Esc</span>`
        : nothing
    }
    ${iconButton("close", t("Clear the selection"), acts.clear)}
  </div>`;
}

function act(name: string, label: string, run: (event: Event) => void, isOff: boolean) {
  return html`<button class="bar-act" title=${label} ?disabled=${isOff} @click=${run}>${icon(name)}<span>${label}</span></button>`;
}
