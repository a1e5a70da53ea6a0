import { html } from "lit";
import { t } from "../../kit/words";
import { companionOf } from "../companions";
import { createSlices } from "../model/slices";
import { type Own, type State, shownFeatures } from "../state";
import { createDependenceChart } from "./dependenceChart";

const chartHeight = 190;
const gap = 24;

/** The dependence of all features that matter, side by side; a click on a dot chooses its row, on a title the feature. */
export function createDependenceTab(choose: (change: Partial<Own>) => void) {
  const charts = new Map<number, ReturnType<typeof createDependenceChart>>();
  const slices = createSlices(requestAnimationFrame, cancelAnimationFrame);
  let names: readonly string[] = [];

  const chartAt = (place: number) => {
    const known = charts.get(place);
    if (known) return known;
    const made = createDependenceChart({
      choose: (row) => choose({ row }),
      acts: () => [
        {
          label: t("Show beside the summary"),
          act: () => choose({ tab: "summary", feature: names[place], by: undefined }),
        },
      ],
    });
    charts.set(place, made);
    return made;
  };

  return {
    view(state: State, width: number) {
      const columns = Math.max(1, Math.min(3, Math.floor(width / 330)));
      const shown = shownFeatures(state);
      names = shown.map(({ name }) => name);
      const all = state.explained.features.length;
      return html`<section class="block" aria-label=${t("Dependence")}>
        <div class="section-head">
          <h2>${t("SHAP by value")}</h2>
          <span class="muted small-12">${shown.length < all ? t("top {0} of {1}", shown.length, all) : t("{0} features", all)}</span>
          <span class="grow"></span>
          ${shown.length < all ? html`<button class="link small-12" @click=${() => choose({ showsAll: true })}>${t("Show all {0} features", all)}</button>` : ""}
        </div>
        <div class="multiples" .style=${`grid-template-columns:repeat(${columns},minmax(0,1fr));gap:12px ${gap}px`}>${shown.map((_, i) => chartAt(i).element)}</div>
      </section>`;
    },
    draw(state: State, width: number): void {
      const columns = Math.max(1, Math.min(3, Math.floor(width / 330)));
      const each = Math.floor((width - gap * (columns - 1)) / columns);
      const { explained, order, own } = state;
      const pieces = shownFeatures(state).map((feature, i) => () => {
        const by = companionOf({ ...state, own: { ...own, by: undefined } }, feature);
        chartAt(i).draw({ explained, order, feature, by, chosen: own.row }, each, chartHeight);
      });
      slices.start(pieces);
    },
  };
}
