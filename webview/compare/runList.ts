import { html, nothing } from "lit";
import { decimalsOf, formatAt, formatDelta } from "../../src/core/metrics/precision";
import type { RunRow } from "../../src/shared/runTable";
import { icon } from "../kit/icon";
import { runsContext } from "../kit/menu";
import { seriesVariable } from "../kit/palette";
import { statusIcon } from "../kit/runState";
import { t } from "../kit/words";

export interface RunList {
  readonly rows: readonly RunRow[];
  readonly places: Readonly<Record<string, number>>;
  readonly hidden: ReadonlySet<string>;
  /** The metric that ranks them, and its value a run. */
  readonly metric: string | undefined;
  readonly values: ReadonlyMap<string, number>;
  /** The run that the pointer is at, here or in a chart. */
  readonly near: string | undefined;
  readonly baseline: string | undefined;
  toggle(id: string, only: boolean): void;
  open(id: string): void;
  remove(id: string): void;
  /** Makes it the baseline, or no longer. */
  pin(id: string): void;
  pointAt(id: string | undefined): void;
  chooseMetric(): void;
  add(): void;
}

/** Legend, switch and ranking in one. */
export function runList(of: RunList) {
  const decimals = decimalsOf(of.values.values());
  const measure = of.baseline === undefined ? undefined : of.values.get(of.baseline);
  return html`
    <div class="list-head">
      <h3 class="grow" id="runs-head">${t("Runs")}</h3>
      ${
        of.metric === undefined
          ? nothing
          : html`<button class="link muted small code" title=${t("Choose the metric that ranks the runs")} @click=${of.chooseMetric}>
            ${of.metric} ${icon("arrow-down")}
          </button>`
      }
    </div>
    <ul class="run-list" aria-labelledby="runs-head">
      ${of.rows.map((row) => line(row, of, { decimals, measure }))}
    </ul>
    <button class="link add" @click=${of.add}>${icon("add")} ${t("Add runs…")}</button>
  `;
}

interface Scale {
  readonly decimals: number;
  /** Of the baseline. */
  readonly measure: number | undefined;
}

function line(row: RunRow, of: RunList, { decimals, measure }: Scale) {
  const isBaseline = of.baseline === row.id;
  const isHidden = of.hidden.has(row.id);
  const value = of.values.get(row.id);
  const place = of.places[row.id] ?? 1;
  return html`<li
    class="run ${isHidden ? "hidden" : ""} ${of.near === row.id ? "near" : ""}"
    data-run=${row.id}
    data-vscode-context=${runsContext("run", [row.id])}
    @mouseenter=${() => of.pointAt(row.id)}
    @mouseleave=${() => of.pointAt(undefined)}
  >
    <button
      class="icon"
      aria-pressed=${isHidden ? "false" : "true"}
      aria-label=${t("Show {0}", row.name)}
      title=${isHidden ? t("Show. Alt-click: only this one") : t("Hide. Alt-click: only this one")}
      @click=${(event: MouseEvent) => of.toggle(row.id, event.altKey)}
    >
      ${icon(isHidden ? "eye-closed" : "eye")}
    </button>
    <span
      class="swatch ${isHidden || place > 10 ? "outline" : ""}"
      .style=${`${isHidden || place > 10 ? "border-color" : "background"}: ${seriesVariable(place)}`}
    ></span>
    <button class="name cut" title=${row.name} @click=${() => of.open(row.id)}>${row.name}</button>
    ${row.status === "FINISHED" ? nothing : statusIcon(row.status)}
    ${isBaseline ? html`<span class="pin">${icon("pinned", t("Baseline"))}</span>` : nothing}
    <span class="number" title=${tip(value, measure, decimals)}>${value === undefined ? "–" : formatAt(value, decimals)}</span>
    <button
      class="icon act"
      aria-pressed=${isBaseline ? "true" : "false"}
      aria-label=${t("Measure the others against {0}", row.name)}
      title=${isBaseline ? t("No longer the baseline") : t("Set as baseline")}
      @click=${() => of.pin(row.id)}
    >
      ${icon(isBaseline ? "pinned" : "pin")}
    </button>
    <button class="icon act" aria-label=${t("Take {0} out", row.name)} title=${t("Take out of the comparison")} @click=${() => of.remove(row.id)}>
      ${icon("close")}
    </button>
  </li>`;
}

function tip(value: number | undefined, measure: number | undefined, decimals: number): string {
  if (value === undefined) return "";
  return measure === undefined
    ? String(value)
    : t("{0}, {1} against the baseline", String(value), formatDelta(value - measure, decimals));
}
