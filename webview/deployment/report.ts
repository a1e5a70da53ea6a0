import { html, nothing, svg } from "lit";
import type { Tests, VariantNumbers } from "../../src/core/rollout/compare";
import type { Report } from "../../src/core/rollout/report";
import { formatCount, formatNumber, formatSigned } from "../../src/shared/format";
import { linearTicks } from "../charts/ticks";
import { dropdown } from "../kit/controls";
import { icon } from "../kit/icon";
import { t } from "../kit/words";
import { planForm } from "./planForm";
import { measures, testTable } from "./reportTables";
import { probability, range, said } from "./reportWords";
import { snippet } from "./snippet";
import { colourOf, type Own, type State } from "./state";
import { shortened } from "./words";

export interface ReportActs {
  choose(change: Partial<Own>): void;
  copy(text: string): void;
}

/** What came of the predictions, variant against variant; the sentence that decides stands beside it. */
export function reportBlock(state: State, acts: ReportActs) {
  const { report, live } = state;
  const isEmpty = report === undefined || report.metric === null;
  const { kind, treatments } = live.rollout;
  // where one variant answers everybody there is nothing to compare
  if (treatments.length === 0 || kind === "shadow" || (kind === "blueGreen" && isEmpty)) return nothing;
  return html`<section class="block line ab" aria-label=${t("A/B report")}>
    <div class="numbers">
      <div class="section-head">
        <h2>${t("A/B report")}</h2>
        ${isEmpty ? nothing : chooser(state, report, acts)}
      </div>
      ${isEmpty ? noOutcomes(state, acts) : html`${variantTable(state, report)} ${testTable(report)} ${measures(report, (metric) => measure(state, acts, metric))}`}
    </div>
    <aside class="verdict" aria-label=${t("Verdict")}>
      <h2>${t("Verdict")}</h2>
      ${report === undefined ? nothing : verdict(report, acts)} ${planForm(state, acts.choose)}
    </aside>
  </section>`;
}

/** What is measured cannot have been known before as well. */
function measure({ own }: State, { choose }: ReportActs, metric: string): void {
  choose({ metric, covariate: metric === own.covariate ? undefined : own.covariate });
}

function chooser(state: State, report: Report, acts: ReportActs) {
  const names = [...new Set(report.metrics.map(({ metric }) => metric))];
  const others = names.filter((name) => name !== report.metric);
  const users = Object.values(report.variants).reduce((sum, { n }) => sum + n, 0);
  return html`<span class="muted small-12 number users">${t("{0} users", formatCount(users))}</span>
    ${dropdown(
      t("Measure"),
      [...new Set([report.metric ?? "", ...names])].map((value) => ({ value, label: value })),
      report.metric ?? "",
      (metric) => measure(state, acts, metric),
    )}
    ${
      others.length === 0
        ? nothing
        : dropdown(
            t("Known before the test (CUPED)"),
            [
              { value: "", label: t("no covariate") },
              ...[...new Set([...others, ...(state.own.covariate ? [state.own.covariate] : [])])].map((value) => ({
                value,
                label: t("less {0}", value),
              })),
            ],
            state.own.covariate ?? "",
            (covariate) => acts.choose({ covariate: covariate === "" ? undefined : covariate }),
          )
    }`;
}

function noOutcomes({ live }: State, acts: ReportActs) {
  const line = `curl ${live.deployment.url}/feedback -H 'content-type: application/json' -d '{"user_id": "u1", "metric": "accepted", "value": 1}'`;
  return html`<div class="hint">
    <p class="muted">${t("No outcomes yet. Say what came of a prediction, by its user or its request id:")}</p>
    ${snippet(t("An outcome to send"), line, acts.copy)}
  </div>`;
}

const barWidth = 180;

/** Means with their intervals on one scale; the control's mean runs down through all of them. */
function variantTable({ live }: State, report: Report) {
  const order = Object.keys(report.variants).sort(
    (a, b) => Number(b === report.control) - Number(a === report.control),
  );
  const ends = order.flatMap((name) => {
    const { mean, ci_low, ci_high } = report.variants[name] as VariantNumbers;
    return [mean, ci_low, ci_high].filter((each) => each !== null);
  });
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const room = (high - low) * 0.06 || Math.abs(high) * 0.1 || 1;
  const x = (value: number) =>
    Math.round(10 * (4 + ((barWidth - 8) * (value - low + room)) / (high - low + 2 * room))) / 10;
  const few = ends.length === 0 ? [] : linearTicks({ from: low, to: high }, 3);
  const ticks = few.length === 1 && high > low ? linearTicks({ from: low, to: high }, 5) : few;
  const middle = report.variants[report.control ?? ""]?.mean ?? undefined;
  return html`<table class="plain variants" aria-label=${t("Variants")}>
    <thead>
      <tr>
        <th>${t("Variant")}</th>
        <th class="number">${t("Users")}</th>
        <th class="number">${t("Mean")}</th>
        <th class="scale" aria-label=${t("95 % interval, drawn")}>
          <svg width=${barWidth} height="16" aria-hidden="true">
            ${ticks.map(({ value, label }) => svg`<text class="label middle" x=${x(value)} y="12">${label}</text>`)}
          </svg>
        </th>
        <th class="number">${t("95 % interval")}</th>
        <th class="number">${t("Lift")}</th>
        <th class="number">${t("p, Holm")}</th>
      </tr>
    </thead>
    <tbody>
      ${order.map((name) => {
        const { n, mean, ci_low, ci_high } = report.variants[name] as VariantNumbers;
        const tests = report.comparisons[name];
        const line = report.metrics.find((each) => each.metric === report.metric && each.treatment === name);
        const isSure = (line?.holm_p_value ?? 1) < 0.05;
        const isBetter = (line?.difference ?? 0) > 0 === (line?.better !== "lower");
        const look = tests === undefined || !isSure ? "" : isBetter ? "good" : "bad";
        return html`<tr>
          <th scope="row"><span class="swatch" .style=${`background:${colourOf(live, name)}`}></span><span class="cut" title=${name}>${shortened(name, 20)}</span></th>
          <td class="number">${formatCount(n)}</td>
          <td class="number" title=${String(mean)}>${said(mean)}</td>
          <td class="scale">
            <svg width=${barWidth} height="24" aria-hidden="true">
              ${middle === undefined ? nothing : svg`<line class="zero" x1=${x(middle)} x2=${x(middle)} y1="0" y2="24"></line>`}
              ${ci_low === null || ci_high === null ? nothing : svg`<line class="interval ${look}" x1=${x(ci_low)} x2=${x(ci_high)} y1="12" y2="12"></line>`}
              ${mean === null ? nothing : svg`<circle class="mean ${look}" cx=${x(mean)} cy="12" r="4"></circle>`}
            </svg>
          </td>
          <td class="number muted">${range(ci_low, ci_high)}</td>
          <td class="number ${look}">${tests === undefined ? "" : lift(tests)}</td>
          <td class="number">${tests === undefined ? "" : probability(line?.holm_p_value ?? tests.welch.p_value)}</td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}

function verdict(report: Report, { copy }: ReportActs) {
  const { srm, tests, advice } = report;
  return html`<p class="advice">${typeset(advice)}</p>
    ${
      srm.p_value === null
        ? nothing
        : srm.flagged
          ? html`<p class="srm"><span class="bad">${icon("error")}</span><span>${t("The split is not as planned (SRM p {0}): no number here can be trusted.", probability(srm.p_value))}</span></p>`
          : html`<p class="muted small-12">${t("Split is as planned (SRM p {0}).", probability(srm.p_value))}</p>`
    }
    ${tests.minimum_effect === null ? nothing : html`<p class="muted small-12">${t("Smallest difference that these users show: {0}.", formatNumber(Number(tests.minimum_effect.toPrecision(3))))}</p>`}
    ${report.metric === null ? nothing : html`<p class="small-12"><button class="link" @click=${() => copy(JSON.stringify(report, undefined, 2))}>${t("Copy report")}</button></p>`}`;
}

/** A true minus, and no percent sign at the beginning of a line. */
function typeset(text: string): string {
  return text.replaceAll(" %", "\u00a0%").replace(/(?<= )-(?=\d)/g, "\u2212");
}

function lift({ relative_difference, difference }: Tests): string {
  if (relative_difference !== null) return `${formatSigned(Number((100 * relative_difference).toPrecision(3)))}\u2009%`;
  return difference === null ? "–" : formatSigned(difference);
}
