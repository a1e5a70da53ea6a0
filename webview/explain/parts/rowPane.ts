import { html, nothing } from "lit";
import { formatDate } from "../../../src/shared/format";
import { type ChartTable, tableOf } from "../../charts/table";
import { host } from "../../kit/host";
import { iconButton } from "../../kit/icon";
import { pageLocale, t } from "../../kit/words";
import { waterfall } from "../model/waterfall";
import { chosenRow, type OneRow, type Own, type State } from "../state";
import { count, figure, predictionText, sentence } from "../words";
import { waterfallChart } from "./waterfallChart";

export interface RowActs {
  choose(change: Partial<Own>): void;
  step(by: number): void;
}

const mostBars = 9;

/** One prediction: why it came out as it did, in a sentence and as a waterfall. */
export function rowPane(state: State, width: number, isTable: boolean, toggle: () => void, acts: RowActs) {
  const row = chosenRow(state);
  if (row === undefined)
    return html`<section class="row-pane empty-pane" aria-label=${t("One prediction")}>
      <p class="muted">${t("Click a dot, or step through the rows, to see what explains one prediction.")}</p>
      ${html`<button class="link" @click=${() => acts.step(1)}>${t("Show the first row")}</button>`}
    </section>`;
  const { figure: said, rest } = sentence(state.explained, row);
  const { page } = state.explained;
  const steps = waterfall(row.base, row.parts, mostBars);
  const title = row.row === undefined ? t("Logged prediction") : t("Row {0}", count(row.row + 1));
  const ends = {
    base: t("base {0}", predictionText(page, row.base)),
    value:
      row.row === undefined
        ? t("this request {0}", predictionText(page, row.value))
        : t("this row {0}", predictionText(page, row.value)),
  };
  return html`<section class="row-pane" aria-label=${title}>
    <div class="section-head">
      <h2>${title}</h2>
      ${request(row)}
      <span class="grow"></span>
      ${iconButton("table", isTable ? t("Show as chart") : t("Show as table"), toggle, { isOn: isTable })}
      ${iconButton("arrow-left", t("Previous row"), () => acts.step(-1), { isOff: row.row === 0 })}
      ${iconButton("arrow-right", t("Next row"), () => acts.step(1), { isOff: row.row === state.explained.rows - 1 })}
    </div>
    <p class="said"><b>${said}</b> ${rest}</p>
    ${
      isTable
        ? tableOf(title, partsTable(row))
        : waterfallChart(steps, width, ends, (feature) => acts.choose({ feature, by: undefined }))
    }
  </section>`;
}

function request({ request: id, at }: OneRow) {
  if (id === undefined) return nothing;
  const when = at === undefined ? "" : formatDate(at, { now: Date.now(), seconds: true, locale: pageLocale() });
  return html`<span class="muted small-12 cut">${t("request")} <button class="id code" title=${t("Copy {0}", id)} aria-label=${t("Copy {0}", id)} @click=${() => void host.copy(id)}>${id.slice(0, 13)}</button>${when === "" ? nothing : `, ${when}`}</span>`;
}

export function partsTable({ parts, base, value }: OneRow): ChartTable {
  const sorted = [...parts].sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const rounded = (each: number) => Number(each.toPrecision(5));
  return {
    heads: [t("Feature"), t("Value"), "SHAP"],
    rows: [
      ...sorted.map((part) => [part.feature ?? "", part.given, rounded(part.value)]),
      [t("Base"), undefined, rounded(base)],
      [t("Prediction"), undefined, rounded(value)],
    ],
    note: t("The base and all parts sum to {0}.", figure(base + parts.reduce((sum, part) => sum + part.value, 0))),
  };
}
