import { html } from "lit";
import { createPopup, type PopupItem } from "../../charts/popup";
import { icon } from "../../kit/icon";
import { t } from "../../kit/words";
import { companionOf } from "../companions";
import { featureNamed } from "../model/explained";
import type { Own, State } from "../state";
import { createDependenceChart } from "./dependenceChart";

/** The chosen feature beside the summary: SHAP by its value, coloured by what goes along with it or by what was picked. */
export function createDependencePane(choose: (change: Partial<Own>) => void) {
  const tools = document.createElement("span");
  tools.className = "tools";
  const popup = createPopup();
  const chart = createDependenceChart({ choose: (row) => choose({ row }), tools });

  const items = ({ explained, own }: State): PopupItem[] => {
    const feature = featureNamed(explained, own.feature);
    return [
      { label: t("What goes along most"), isOn: own.by === undefined, act: () => choose({ by: undefined }) },
      "line",
      ...explained.features
        .filter((each) => each !== feature)
        .map(({ name }) => ({ label: name, isOn: own.by === name, act: () => choose({ by: name }) })),
    ];
  };

  return {
    view(state: State) {
      const feature = featureNamed(state.explained, state.own.feature);
      const by = companionOf(state, feature);
      return html`<section class="dependence" aria-label=${t("Dependence of {0}", feature?.name ?? "")}>
        <div class="section-head">
          <h2 class="cut" title=${feature?.name ?? ""}>${feature?.name ?? ""}</h2>
          <span class="muted small-12 cut">${t("SHAP by value, coloured by")}</span>
          <button class="link small-12 by" aria-haspopup="menu" title=${t("Colour by another feature")}
            @click=${(event: Event) => popup.open(event.currentTarget as HTMLElement, items(state))}>
            <span class="cut">${by?.name ?? t("nothing")}</span>${icon("chevron-down")}</button>
          <span class="grow"></span>${tools}
        </div>
        <div class="place">${chart.element}</div>
      </section>`;
    },
    draw(state: State, width: number, height: number): void {
      const { explained, order, own } = state;
      const feature = featureNamed(explained, own.feature);
      if (feature === undefined || width <= 0) return;
      chart.draw({ explained, order, feature, by: companionOf(state, feature), chosen: own.row }, width, height);
    },
  };
}
