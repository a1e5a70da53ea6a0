import { html } from "lit";
import { formatCount } from "../../src/shared/format";
import { button } from "../kit/controls";
import { t } from "../kit/words";
import type { Board } from "./model/board";

export interface EmptyActs {
  run(): void;
  createSample(): void;
  clearFilters(): void;
}

/** In place of the table: no run at all, or none that matches. */
export function emptyTable({ state, total }: Board, acts: EmptyActs) {
  if (total === 0)
    return html`<div class="empty">
        <div>${t("No run yet.")}</div>
        <div class="muted">${t("Run a training file: what it logs through MLflow or Weights & Biases shows up here, live.")}</div>
        ${button({ label: t("Run & Track"), icon: "play", isPrimary: true, act: acts.run })}
        <button class="link" @click=${acts.createSample}>${t("Create a sample run")}</button>
      </div>`;
  const filters = state.chips.length + (state.filter.trim() === "" ? 0 : 1);
  const hidden = formatCount(total);
  return html`<div class="empty">
      <div>
        ${filters === 1 ? t("No run matches. {0} are hidden by the filter.", hidden) : t("No run matches. {0} are hidden by {1} filters.", hidden, filters)}
        <button class="link" @click=${acts.clearFilters}>${t("Clear filters")}</button>
      </div>
    </div>`;
}
