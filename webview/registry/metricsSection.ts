import { html, nothing } from "lit";
import { decimalsOf, formatAt } from "../../src/core/metrics/precision";
import type { VersionDetail } from "../../src/shared/modelDetail";
import { checkbox } from "../kit/controls";
import { icon, iconButton } from "../kit/icon";
import { t } from "../kit/words";
import { metricChart } from "./metricCharts";
import { chosenOf, metricOf, type State } from "./state";

export const mostCharts = 3;

export interface MetricActs {
  choose(metrics: readonly string[]): void;
  toggleTable(): void;
}

/** Metrics over the versions: as charts, or as the table that they are drawn from. */
export function metricsSection(state: State, ranked: readonly string[], shown: readonly string[], acts: MetricActs) {
  if (ranked.length === 0 || state.detail.versions.length < 2) return nothing;
  const oldestFirst = [...state.detail.versions].reverse();
  return html`<section class="metrics" aria-label=${t("Metrics by version")}>
    <div class="section-head">
      <h2 class="grow">${t("Metrics by version")}</h2>
      ${iconButton("table", t("Show as table"), acts.toggleTable, { isOn: state.asTable })} ${chooser(ranked, shown, acts)}
    </div>
    ${
      state.asTable
        ? asTable(shown, oldestFirst)
        : html`<div class="charts">${shown.map((key) => metricChart(key, oldestFirst, chosenOf(state)))}</div>`
    }
  </section>`;
}

/** Ticked are those that are drawn; a fourth takes the place of the first. */
function chooser(ranked: readonly string[], shown: readonly string[], { choose }: MetricActs) {
  const toggle = (key: string, isOn: boolean) =>
    choose(isOn ? [...shown, key].slice(-mostCharts) : shown.filter((each) => each !== key));
  return html`<details class="chooser" @keydown=${closeOnEscape} @focusout=${closeOnLeave}>
    <summary role="button">${shown.length === 1 ? t("1 metric") : t("{0} metrics", shown.length)}${icon("chevron-down")}</summary>
    <div class="float" role="group" aria-label=${t("Metrics to draw")}>
      ${ranked.map((key) => checkbox(key, shown.includes(key), (isOn) => toggle(key, isOn)))}
    </div>
  </details>`;
}

function closeOnEscape(event: KeyboardEvent): void {
  const details = event.currentTarget as HTMLDetailsElement;
  if (event.key !== "Escape" || !details.open) return;
  event.stopPropagation();
  details.open = false;
  details.querySelector("summary")?.focus();
}

function closeOnLeave(event: FocusEvent): void {
  const details = event.currentTarget as HTMLDetailsElement;
  const to = event.relatedTarget;
  if (to instanceof Node && !details.contains(to)) details.open = false;
}

function asTable(shown: readonly string[], versions: readonly VersionDetail[]) {
  const columns = shown.map((key) => ({
    key,
    decimals: decimalsOf(versions.flatMap((version) => metricOf(version, key) ?? [])),
  }));
  return html`<table class="plain">
    <thead>
      <tr>
        <th scope="col">${t("Version")}</th>
        ${columns.map(({ key }) => html`<th scope="col" class="number">${key}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${versions.map(
        (version) =>
          html`<tr>
            <th scope="row">v${version.version}</th>
            ${columns.map(({ key, decimals }) => {
              const value = metricOf(version, key);
              return html`<td class="number">${value === undefined ? "–" : formatAt(value, decimals)}</td>`;
            })}
          </tr>`,
      )}
    </tbody>
  </table>`;
}
