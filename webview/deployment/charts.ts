import { html } from "lit";
import { formatCount } from "../../src/shared/format";
import { iconButton } from "../kit/icon";
import { t } from "../kit/words";
import { predictedChart } from "./predictedChart";
import { namesOf, type State } from "./state";
import { errorsChart, latencyChart, requestsChart, timesOf } from "./timeCharts";
import { formatMilliseconds, formatRate, formatShare } from "./words";

const gap = 24;

/** The live figures of every variant, as charts or as a table. `room` is the width that there is for them. */
export function charts(state: State, room: number, toggleTable: () => void) {
  const { asTable } = state.own;
  const columns = room >= 1000 ? 4 : room >= 520 ? 2 : 1;
  const width = Math.max(200, Math.floor((room - gap * (columns - 1)) / columns));
  const times = timesOf(state, width);
  return html`<section class="live block line" aria-label=${t("Live figures")}>
    <div class="section-head">
      <h2>${t("Live")}</h2>
      <span class="muted small-12 grow cut">${asTable ? t("the last 15 seconds") : t("five seconds a point, an hour at most")}</span>
      ${iconButton("table", t("Show as table"), toggleTable, { isOn: asTable })}
    </div>
    ${
      asTable
        ? table(state)
        : html`<div class="charts" .style=${`grid-template-columns:repeat(${columns},${width}px);gap:8px ${gap}px`}>
            ${latencyChart(state, times)} ${requestsChart(state, times)} ${errorsChart(state, times)}
            ${predictedChart(state, width)}
          </div>`
    }
  </section>`;
}

function table({ live }: State) {
  const names = namesOf(live);
  const variants = names.flatMap((name) => live.deployment.variants.filter((each) => each.name === name));
  const latency = (value: number | undefined) => (value === undefined ? "–" : formatMilliseconds(value));
  return html`<table class="plain figures" aria-label=${t("Live figures")}>
    <thead>
      <tr>
        <th>${t("Variant")}</th>
        <th class="number">${t("Requests")}</th>
        <th class="number">${t("Per second")}</th>
        <th class="number">${t("Errors")}</th>
        <th class="number">p50</th>
        <th class="number">p95</th>
        <th class="number">p99</th>
      </tr>
    </thead>
    <tbody>
      ${variants.map(
        ({ name, requests, recent }) => html`<tr>
          <th scope="row"><span class="cut">${name}</span></th>
          <td class="number">${formatCount(requests)}</td>
          <td class="number">${recent === undefined ? "–" : formatRate(recent.perSecond)}</td>
          <td class="number">${recent?.errorRate === undefined ? "–" : formatShare(recent.errorRate)}</td>
          <td class="number">${latency(recent?.p50)}</td>
          <td class="number">${latency(recent?.p95)}</td>
          <td class="number">${latency(recent?.p99)}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}
