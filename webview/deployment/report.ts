import { html, nothing, svg } from "lit";
import type { Tests, VariantNumbers } from "../../src/core/rollout/compare";
import type { Report } from "../../src/core/rollout/report";
import { formatCount, formatNumber, formatSigned } from "../../src/shared/format";
import { linearTicks } from "../charts/ticks";
import { dropdown } from "../kit/controls";
import { icon } from "../kit/icon";
import { t } from "../kit/words";
import { planForm } from "./planForm";
import { snippet } from "./snippet";
import { colourOf, type Own, type State } from "./state";

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
      ${isEmpty ? noOutcomes(state, acts) : html`${variantTable(state, report)} ${testTable(report)} ${measures(state, report, acts)}`}
    </div>
    <aside class="verdict" aria-label=${t("Verdict")}>
      <h2>${t("Verdict")}</h2>
      ${report === undefined ? nothing : verdict(report, acts)} ${planForm(state, acts.choose)}
    </aside>
  </section>`;
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
      (metric) => acts.choose({ metric, covariate: metric === state.own.covariate ? undefined : state.own.covariate }),
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
  const ticks = ends.length === 0 ? [] : linearTicks({ from: low, to: high }, 3);
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
          <th scope="row"><span class="swatch" .style=${`background:${colourOf(live, name)}`}></span><span class="cut">${name}</span></th>
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

function testTable({ comparisons }: Report) {
  const names = Object.keys(comparisons);
  const rows = names.flatMap((name) => {
    const { welch, two_proportion_z: z, msprt, cuped } = comparisons[name] as Tests;
    const of = names.length > 1 ? `${name} · ` : "";
    return [
      {
        of,
        test: t("Welch’s t"),
        hint: t("for one look that was planned"),
        statistic: welch.statistic,
        p: welch.p_value,
        low: welch.ci_low,
        high: welch.ci_high,
      },
      ...(z.p_value === null
        ? []
        : [
            {
              of,
              test: t("Two proportions, z"),
              hint: t("for outcomes 0 and 1"),
              statistic: z.statistic,
              p: z.p_value,
              low: null,
              high: null,
            },
          ]),
      {
        of,
        test: t("mSPRT"),
        hint: t("holds however often one looks"),
        statistic: msprt.log_likelihood_ratio,
        p: msprt.p_value,
        low: null,
        high: null,
      },
      ...(cuped.p_value === null
        ? []
        : [
            {
              of,
              test: t("CUPED"),
              hint: t("what was known before taken off, {0} users", formatCount(cuped.n)),
              statistic: cuped.theta,
              p: cuped.p_value,
              low: cuped.ci_low,
              high: cuped.ci_high,
            },
          ]),
    ];
  });
  return html`<table class="plain tests" aria-label=${t("Tests")}>
    <thead>
      <tr>
        <th>${t("Test")}</th>
        <th class="number">${t("Statistic")}</th>
        <th class="number" title=${t("Of the difference")}>${t("95 % interval")}</th>
        <th class="number">p</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ of, test, hint, statistic, p, low, high }) => html`<tr>
          <th scope="row">${of}${test} <span class="muted small hint">${hint}</span></th>
          <td class="number">${said(statistic)}</td>
          <td class="number muted">${range(low, high)}</td>
          <td class="number">${probability(p)}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

/** All that came in, with the p of each raised for there being several. */
function measures({ own }: State, { metrics, metric: shown }: Report, { choose }: ReportActs) {
  if (metrics.length < 2) return nothing;
  const isMany = new Set(metrics.map(({ treatment }) => treatment)).size > 1;
  return html`<table class="plain measures" aria-label=${t("All measures")}>
    <thead>
      <tr>
        <th>${t("All measures")}</th>
        <th class="number">${t("Difference")}</th>
        <th class="number">p</th>
        <th class="number">${t("p, Holm")}</th>
      </tr>
    </thead>
    <tbody>
      ${metrics.map(
        ({
          metric,
          treatment,
          difference,
          p_value,
          holm_p_value,
        }) => html`<tr class=${metric === shown ? "chosen" : ""}>
          <th scope="row"><button class="link cut" aria-pressed=${metric === shown ? "true" : "false"} @click=${() => choose({ metric, covariate: own.covariate === metric ? undefined : own.covariate })}>${metric}</button>${isMany ? html` <span class="muted">${treatment}</span>` : nothing}</th>
          <td class="number">${difference === null ? "–" : formatSigned(difference)}</td>
          <td class="number muted">${probability(p_value)}</td>
          <td class="number">${probability(holm_p_value)}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

function verdict(report: Report, { copy }: ReportActs) {
  const { srm, tests, advice } = report;
  return html`<p class="advice">${advice}</p>
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

function lift({ relative_difference, difference }: Tests): string {
  if (relative_difference !== null) return `${formatSigned(Number((100 * relative_difference).toPrecision(3)))}\u2009%`;
  return difference === null ? "–" : formatSigned(difference);
}

function said(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : formatNumber(value);
}

function range(low: number | null, high: number | null): string {
  if (low === null || high === null) return "";
  const short = (value: number) => formatNumber(Number(value.toPrecision(3)));
  return t("{0} to {1}", short(low), short(high));
}

/** Three decimals; below them it is said to be so. */
export function probability(p: number | null): string {
  if (p === null) return "–";
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}
