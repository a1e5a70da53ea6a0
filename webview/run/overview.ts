import { html, nothing } from "lit";
import { guessDirection } from "../../src/core/metrics/direction";
import { formatCount } from "../../src/shared/format";
import type { MetricSummary } from "../../src/shared/runs";
import type { RunTab } from "../../src/shared/views/run";
import { t } from "../kit/words";
import { isRunning } from "./facts";
import { lineageStrip } from "./lineageGraph";
import { miniChart } from "./miniChart";
import { sidePane } from "./sidePane";
import type { State } from "./store";
import { type TraceView, traceSection } from "./traces";

export interface OverviewActs {
  draw(): void;
  show(tab: RunTab, metric?: string): void;
}

const mostCharts = 6;

/** Curves, lineage and the slowest trace down the wide column, files and params down the narrow one. */
export function overview(state: State, traceView: TraceView, acts: OverviewActs) {
  return html`<div class="with-pane">
    <div class="main">
      ${metricSection(state, acts)}
      ${
        state.lineage && state.lineage.edges.length > 0
          ? html`<section class="block">
              <div class="head">
                <h2>${t("Lineage")}</h2><span class="grow"></span>
                <button class="link" @click=${() => acts.show("lineage")}>${t("Open graph")}</button>
              </div>
              ${lineageStrip(state, acts.show)}
            </section>`
          : nothing
      }
      ${state.traces && state.traces.length > 0 ? traceSection(state, traceView) : nothing}
    </div>
    ${sidePane(state, { draw: acts.draw, show: acts.show })}
  </div>`;
}

function metricSection(state: State, acts: OverviewActs) {
  const { detail } = state;
  if (detail === undefined) return nothing;
  if (detail.metric_count === 0)
    return html`<section class="block"><div class="head"><h2>${t("Metrics")}</h2></div>
      <p class="none">${isRunning(state) ? t("No metric yet: the first one draws itself here.") : t("The run logged no metrics.")}</p></section>`;
  return html`<section class="block">
    <div class="head">
      <h2>${t("Metrics")}</h2><span class="grow"></span>
      <button class="link" @click=${() => acts.show("metrics")}>${t("All {0}", formatCount(detail.metric_count))}</button>
    </div>
    <div class="minis">
      ${chosenMetrics(detail.metrics).map(({ key, value }) =>
        miniChart(key, state.series.get(key), value, () => acts.show("metrics", key)),
      )}
    </div>
  </section>`;
}

/** What was measured on data that was held back first, then training, then rates, then the machine. */
export function chosenMetrics(metrics: readonly MetricSummary[]): readonly MetricSummary[] {
  const rank = ({ key }: MetricSummary): number => {
    if (key.startsWith("system/")) return /gpu.*memory/i.test(key) ? 4 : 5;
    const isHeldBack = /(^|[/_.-])(val|valid|validation|test|eval)([/_.-]|$)/i.test(key);
    if (guessDirection(key) === "none") return 3;
    return isHeldBack ? 0 : 1;
  };
  return metrics
    .map((metric, i) => ({ metric, i }))
    .sort((a, b) => rank(a.metric) - rank(b.metric) || a.i - b.i)
    .slice(0, mostCharts)
    .map(({ metric }) => metric);
}
