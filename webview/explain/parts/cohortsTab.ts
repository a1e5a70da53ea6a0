import { html } from "lit";
import { fileName } from "../../charts/imageOut";
import { csvOf } from "../../charts/table";
import { dropdown } from "../../kit/controls";
import { host } from "../../kit/host";
import { iconButton } from "../../kit/icon";
import { seriesVariable } from "../../kit/palette";
import { t } from "../../kit/words";
import { type Cohort, cohortsOf } from "../model/cohorts";
import type { Explained, Feature } from "../model/explained";
import { type Own, type State, shownFeatures } from "../state";
import { count, evenFigures, figure, predictionText } from "../words";

/** Counted once for a column, since it goes through every value. */
export function createCohorts() {
  let known:
    | { readonly explained: Explained; readonly by: Feature | "prediction"; readonly cohorts: Cohort[] }
    | undefined;
  return (explained: Explained, by: Feature | "prediction"): readonly Cohort[] => {
    if (known?.explained !== explained || known.by !== by) {
      const cohorts = cohortsOf(explained, by, { missing: t("missing"), others: t("others"), number: figure });
      known = { explained, by, cohorts };
    }
    return known.cohorts;
  };
}

/** Mean |SHAP| by the values of a column, side by side. */
export function cohortsTab(
  state: State,
  cohorts: ReturnType<typeof createCohorts>,
  choose: (change: Partial<Own>) => void,
) {
  const { explained, own } = state;
  const by = explained.features.find(({ name }) => name === own.cohort) ?? "prediction";
  const groups = cohorts(explained, by);
  const shown = shownFeatures(state);
  const all = explained.features.length;
  const largest = Math.max(...groups.flatMap(({ meanAbs }) => meanAbs), 0);
  const say = evenFigures(largest);
  const choices = [
    { value: "", label: t("Prediction") },
    ...explained.features.map(({ name }) => ({ value: name, label: name })),
  ];
  const byName = by === "prediction" ? t("Prediction") : by.name;
  const save = () => {
    const heads = [t("Feature"), ...groups.map(({ label }) => `${byName} ${label}`)];
    const rows = explained.features.map(({ name, place }) => [name, ...groups.map(({ meanAbs }) => meanAbs[place])]);
    void host.save(fileName(t("Cohorts by {0}", byName), "csv"), csvOf({ heads, rows }));
  };
  return html`<section class="block" aria-label=${t("Cohorts")}>
    <div class="section-head">
      <h2>${t("What moves whom")}</h2>
      <span class="muted small-12">${t("mean |SHAP| by")}</span>
      ${dropdown(t("Column that parts the rows"), choices, by === "prediction" ? "" : by.name, (name) => choose({ cohort: name }))}
      <span class="grow"></span>
      ${shown.length < all ? html`<button class="link small-12" @click=${() => choose({ showsAll: true })}>${t("Show all {0} features", all)}</button>` : ""}
      ${iconButton("export", t("Save as CSV…"), save)}
    </div>
    <div class="cohort-scroll" tabindex="0" role="region" aria-label=${t("Cohorts by {0}", byName)}>
      <table class="plain cohorts" aria-label=${t("Cohorts by {0}", byName)}>
        <thead><tr><th scope="col">${t("Feature")}</th>${groups.map(
          (
            { label, rows, meanPrediction },
            i,
          ) => html`<th scope="col"><span class="cohort-name"><span class="dot" .style=${`background:${seriesVariable(i + 1)}`}></span>
            <span class="cut" title=${label}>${label}</span></span>
            <span class="muted small">${t("{0} rows, mean {1}", count(rows), predictionText(explained.page, meanPrediction))}</span></th>`,
        )}</tr></thead>
        <tbody>${shown.map(
          ({ name, place }) =>
            html`<tr><th scope="row" class="cut" title=${name}>${name}</th>${groups.map(({ meanAbs }, i) => {
              const value = meanAbs[place] ?? 0;
              const isMost =
                groups.length > 1 &&
                value > 0 &&
                groups.every((each) => each.meanAbs === meanAbs || isClearlyLess(each.meanAbs[place] ?? 0, value));
              return html`<td title=${String(value)}><span class="cohort-cell"><span class="cohort-bar"><span .style=${`width:${largest > 0 ? (100 * value) / largest : 0}%;background:${seriesVariable(i + 1)}`}></span></span>
              <span class="number ${isMost ? "most" : ""}">${say(value)}</span></span></td>`;
            })}</tr>`,
        )}</tbody>
      </table>
    </div>
  </section>`;
}

/** So much that it is seen in the figures. */
function isClearlyLess(value: number, than: number): boolean {
  return value < than * 0.97;
}
