import { html } from "lit";
import type { FairnessGroup, FairnessRate, FairnessReport } from "../../src/shared/fairness";
import { t } from "../kit/words";
import { count } from "../quality/words";
import { rateHeads, share } from "./words";

/** Each group's rates with how sure they are; a line stands for all rows. */
export function groupTable({ groups, overall, sensitive }: FairnessReport) {
  const heads = rateHeads();
  return html`<div class="scroll" role="region" tabindex="0" aria-label=${t("Groups")}><table class="plain groups" aria-label=${t("Groups")}>
    <thead><tr><th>${sensitive.join(" & ")}</th><th class="number">${t("Rows")}</th>
      ${heads.map(([, label]) => html`<th class="rate">${label}</th>`)}</tr></thead>
    <tbody>
      ${groups.map(
        (group) => html`<tr><th scope="row" class="cut" title=${group.group}>${group.group}</th>
          <td class="number">${count(group.count)}</td>
          ${heads.map(([rate]) => html`<td class="rate">${mark(group, rate, overall[rate])}</td>`)}</tr>`,
      )}
      <tr class="all"><th scope="row">${t("all")}</th><td class="number">${count(overall.count)}</td>
        ${heads.map(([rate]) => html`<td class="rate"><span class="rate-cell"><span class="number">${share(overall[rate])}</span></span></td>`)}</tr>
    </tbody>
  </table></div>`;
}

function mark(group: FairnessGroup, rate: FairnessRate, all: number) {
  if (group.unknown.includes(rate))
    return html`<span class="rate-cell"><span class="number muted" title=${t("no row of the group tells")}>–</span></span>`;
  const [low, high] = group.intervals[rate] ?? [group[rate], group[rate]];
  const at = (value: number) => `${100 * value}%`;
  return html`<span class="rate-cell"><span class="number">${share(group[rate])}</span>
    <span class="interval" title=${t("{0} to {1} (95 %)", share(low), share(high))}>
      <span class="was" .style=${`left: ${at(all)}`}></span>
      <span class="reach" .style=${`left: ${at(low)}; right: ${at(1 - high)}`}></span>
      <span class="dot" .style=${`left: ${at(group[rate])}`}></span>
    </span></span>`;
}
