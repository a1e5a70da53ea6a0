import { html, nothing } from "lit";
import { checkbox, dropdown } from "../kit/controls";
import { iconButton } from "../kit/icon";
import { t } from "../kit/words";
import type { Board } from "./board";
import { isFolded, type Shown } from "./fold";
import type { Own, State } from "./state";
import { scaleText } from "./words";

export interface ToolbarActs {
  open(pipeline: string): void;
  choose(change: Partial<Own>): void;
}

const jobChoices = [1, 2, 3, 4, 6, 8, 12, 16];

/** Left what is shown, right how much of it. */
export function toolbar(state: State, shown: Shown, board: Board, acts: ToolbarActs) {
  const { page, own } = state;
  return html`<div class="band tools">
    ${
      page.pipelines.length > 1
        ? dropdown(
            t("Pipeline"),
            page.pipelines.map(({ id }) => ({ value: id, label: id === "." ? t("All of the folder") : id })),
            page.id,
            (id) => acts.open(id),
          )
        : nothing
    }
    ${checkbox(t("Only changed"), own.onlyChanged, (onlyChanged) => acts.choose({ onlyChanged }))}
    ${checkbox(t("Data"), own.data, (data) => acts.choose({ data }))}
    ${groupToggle(state, acts)}
    ${shown.hidden > 0 ? html`<span class="muted small">${t("{0} hidden", shown.hidden)}</span>` : nothing}
    <span class="grow"></span>
    <span class="muted jobs-word">${t("Jobs")}</span>
    ${dropdown(
      t("Jobs"),
      jobChoices.map((jobs) => ({ value: String(jobs), label: String(jobs) })),
      String(own.jobs || 1),
      (jobs) => acts.choose({ jobs: Number(jobs) }),
    )}
    <span class="zoom">
      ${iconButton("zoom-out", t("Zoom out"), () => board.zoom(0.8))}
      <span class="scale muted number" .textContent=${scaleText(board.scale())}></span>
      ${iconButton("zoom-in", t("Zoom in"), () => board.zoom(1.25))}
      ${iconButton("screen-full", t("Fit all"), () => board.fit())}
    </span>
  </div>`;
}

/** One button for all groups: folds them, or unfolds them once all are folded. */
function groupToggle({ page, own }: State, acts: ToolbarActs) {
  const sizes = new Map<string, number>();
  for (const { id, group } of page.nodes) {
    if (group === undefined) continue;
    const key = `${id.slice(0, Math.max(0, id.lastIndexOf("@")))}@*`;
    sizes.set(key, (sizes.get(key) ?? 0) + 1);
  }
  const groups = [...sizes].filter(([, size]) => size > 1);
  if (groups.length === 0) return nothing;
  const areFolded = groups.every(([id, size]) => isFolded(own.folded, id, size));
  const set = () =>
    acts.choose({ folded: { ...own.folded, ...Object.fromEntries(groups.map(([id]) => [id, !areFolded])) } });
  return iconButton(areFolded ? "unfold" : "fold", areFolded ? t("Unfold groups") : t("Fold groups"), set);
}
