import { html, nothing } from "lit";
import type { FairnessDocument, FairnessReport } from "../../src/shared/fairness";
import { t } from "../kit/words";
import { figure } from "../quality/words";
import { measureNames, usualLimits } from "./words";

/** How far groups lie apart, against what is allowed: limits that were set, else the usual ones. */
export function measureTable(report: FairnessReport, checks: FairnessDocument["checks"]) {
  return html`<table class="plain measures" aria-label=${t("Differences and ratios")}>
    <thead><tr><th>${t("Measure")}</th><th class="number">${t("Difference")}</th><th class="wide">${t("95 % interval")}</th>
      <th class="number">${t("Ratio")}</th><th class="wide">${t("95 % interval")}</th></tr></thead>
    <tbody>${measureNames().map(
      ([measure, label]) => html`<tr><th scope="row">${label}</th>
        ${(["difference", "ratio"] as const).map((kind) => cells(report, checks, `${measure}_${kind}`, kind))}</tr>`,
    )}</tbody>
  </table>`;
}

function cells(
  { figures, intervals, why }: FairnessReport,
  checks: FairnessDocument["checks"],
  name: string,
  kind: "difference" | "ratio",
) {
  const value = figures[name];
  const set = checks.find((each) => each.figure === name);
  const limit = set?.limit ?? usualLimits[kind];
  const isOk = typeof value === "number" && (kind === "difference" ? value <= limit : value >= limit);
  const [symbol, look] = isOk ? ["pass", "good"] : ["warning", "warn"];
  const hint = kind === "difference" ? t("at most {0}", limit) : t("at least {0}", limit);
  const interval = intervals[name];
  const at = (share: number) => `${100 * Math.min(1, Math.max(0, share))}%`;
  return html`<td class="number strong" title=${why[name] ?? ""}>${
    typeof value === "number"
      ? html`<span class="codicon codicon-${symbol} ${look}" role="img" aria-label=${hint} title=${hint}></span> `
      : nothing
  }${figure(value)}</td>
  <td class="wide">${
    typeof value !== "number"
      ? nothing
      : html`<span class="interval" title=${interval ? t("{0} to {1} (95 %)", figure(interval[0]), figure(interval[1])) : ""}>
        <span class="bound" .style=${`left: ${at(limit)}`} title=${hint}></span>
        ${interval ? html`<span class="reach" .style=${`left: ${at(interval[0])}; right: ${at(1 - interval[1])}`}></span>` : nothing}
        <span class="dot" .style=${`left: ${at(value)}`}></span></span>`
  }</td>`;
}
