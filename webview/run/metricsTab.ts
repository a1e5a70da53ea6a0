import { html, nothing } from "lit";
import { guessDirection } from "../../src/core/metrics/direction";
import { formatCount, formatNumber } from "../../src/shared/format";
import type { MetricSummary } from "../../src/shared/runs";
import { icon, iconButton } from "../kit/icon";
import { t } from "../kit/words";
import { filterField } from "./filterField";
import { miniChart } from "./miniChart";
import type { State } from "./store";

export interface MetricView {
  filter: string;
  asTable: boolean;
  readonly closed: Set<string>;
  /** To be brought into view once. */
  wanted: string | undefined;
  draw(): void;
}

/** Charts at once: each is a series that has to be read. */
const mostMetricCharts = 60;

/** Metrics whose names match, in sections by what stands before the slash. */
function sectionsOf(metrics: readonly MetricSummary[], filter: string): ReadonlyMap<string, readonly MetricSummary[]> {
  const wanted = filter.trim().toLowerCase();
  const sections = new Map<string, MetricSummary[]>();
  for (const metric of metrics) {
    if (wanted !== "" && !metric.key.toLowerCase().includes(wanted)) continue;
    const slash = metric.key.indexOf("/");
    const name = slash > 0 ? metric.key.slice(0, slash) : "";
    const list = sections.get(name);
    if (list) list.push(metric);
    else sections.set(name, [metric]);
  }
  return sections;
}

/** Those whose charts are on the page, so that their points are worth reading. */
export function metricsShown({ detail }: State, view: MetricView): string[] {
  const sections = sectionsOf(detail?.metrics ?? [], view.filter);
  return [...sections]
    .filter(([name]) => view.asTable || !view.closed.has(name))
    .flatMap(([, metrics]) => metrics.map(({ key }) => key))
    .slice(0, mostMetricCharts);
}

export function metricsTab(state: State, view: MetricView) {
  const { detail } = state;
  if (detail === undefined) return nothing;
  if (detail.metrics.length === 0)
    return html`<div class="empty grow"><div>${t("The run logged no metrics.")}</div><div class="muted">${t("mlflow.log_metric, or an autologger, draws them here while the run goes on.")}</div></div>`;
  const sections = sectionsOf(detail.metrics, view.filter);
  const shown = new Set(metricsShown(state, view));
  const all = [...sections.values()].reduce((sum, list) => sum + list.length, 0);
  return html`<div class="main">
    <div class="band toolbar">
      ${filterField(t("Filter metrics"), view)}
      <span class="grow"></span>
      <span class="muted small number">${all === detail.metrics.length ? formatCount(all) : t("{0} of {1}", formatCount(all), formatCount(detail.metrics.length))}</span>
      ${iconButton(
        "table",
        t("Show as table"),
        () => {
          view.asTable = !view.asTable;
          view.draw();
        },
        { isOn: view.asTable },
      )}
    </div>
    ${
      all === 0
        ? html`<div class="empty"><div>${t("No metric has this in its name.")}</div><button class="link" @click=${() => {
            view.filter = "";
            view.draw();
          }}>${t("Show all {0}", formatCount(detail.metrics.length))}</button></div>`
        : view.asTable
          ? metricTable(state, sections)
          : [...sections].map(([name, metrics]) =>
              section(state, name, metrics, { view, shown, isOnly: sections.size === 1 }),
            )
    }
    ${!view.asTable && all > shown.size && shown.size === mostMetricCharts ? html`<p class="none small">${t("{0} more: filter to find them, or show them as a table", formatCount(all - shown.size))}</p>` : nothing}
  </div>`;
}

interface Shown {
  readonly view: MetricView;
  readonly shown: ReadonlySet<string>;
  readonly isOnly: boolean;
}

function section(state: State, name: string, metrics: readonly MetricSummary[], { view, shown, isOnly }: Shown) {
  const isOpen = !view.closed.has(name);
  const drawn = metrics.filter(({ key }) => shown.has(key));
  if (isOpen && drawn.length === 0) return nothing;
  return html`<section class="block">
    ${
      isOnly && name === ""
        ? nothing
        : html`<button class="head fold" aria-expanded=${String(isOpen)} @click=${() => {
            if (!view.closed.delete(name)) view.closed.add(name);
            view.draw();
          }}>${icon(isOpen ? "chevron-down" : "chevron-right")}<h2>${name === "" ? t("Metrics") : name}</h2><span class="muted small number">${metrics.length}</span></button>`
    }
    ${isOpen ? html`<div class="minis">${drawn.map(({ key, value }) => html`<div data-metric=${key}>${miniChart(key, state.series.get(key), value, () => undefined)}</div>`)}</div>` : nothing}
  </section>`;
}

function metricTable(state: State, sections: ReadonlyMap<string, readonly MetricSummary[]>) {
  const all = [...sections.values()].flat();
  return html`<table class="plain facts-table">
    <thead><tr><th>${t("Metric")}</th><th class="number">${t("Last")}</th><th class="number">${t("Step")}</th><th class="number">${t("Best")}</th><th class="number">${t("Lowest")}</th><th class="number">${t("Highest")}</th><th class="number">${t("Points")}</th></tr></thead>
    <tbody>${all.slice(0, 1000).map(({ key, value, step }) => {
      const series = state.series.get(key);
      const direction = guessDirection(key);
      const best = direction === "lower" ? series?.min : direction === "higher" ? series?.max : undefined;
      const cell = (number: number | undefined) =>
        html`<td class="number" title=${number === undefined ? "" : String(number)}>${number === undefined ? html`<span class="muted">–</span>` : formatNumber(number)}</td>`;
      return html`<tr><td class="cut" title=${key}>${key}</td>${cell(value)}<td class="number muted">${formatCount(step)}</td>${cell(best?.y)}${cell(series?.min?.y)}${cell(series?.max?.y)}<td class="number muted">${series ? formatCount(series.count) : "–"}</td></tr>`;
    })}</tbody>
  </table>`;
}
