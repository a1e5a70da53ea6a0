import { html, nothing } from "lit";
import type { Tests } from "../../src/core/rollout/compare";
import type { Report } from "../../src/core/rollout/report";
import { formatCount, formatSigned } from "../../src/shared/format";
import { t } from "../kit/words";
import { probability, range, said } from "./reportWords";

/** Every test of the chosen measure. */
export function testTable({ comparisons }: Report) {
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
export function measures({ metrics, metric: shown }: Report, choose: (metric: string) => void) {
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
          <th scope="row"><button class="link cut" aria-pressed=${metric === shown ? "true" : "false"} @click=${() => choose(metric)}>${metric}</button>${isMany ? html` <span class="muted">${treatment}</span>` : nothing}</th>
          <td class="number">${difference === null ? "–" : formatSigned(difference)}</td>
          <td class="number muted">${probability(p_value)}</td>
          <td class="number">${probability(holm_p_value)}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}
