import { html, nothing } from "lit";
import { decimalsOf, formatAt, formatDelta } from "../../src/core/metrics/precision";
import type { VersionDetail } from "../../src/shared/modelDetail";
import { dropdown } from "../kit/controls";
import { t } from "../kit/words";
import { chosenOf, metricOf, referenceOf, type State } from "./state";
import { judge } from "./versionTable";

/** Two versions, measure by measure. What is measured against is grey, what is new has its weight. */
export function sideBySide(state: State, ranked: readonly string[], choose: (version: number) => void) {
  const chosen = chosenOf(state);
  const reference = referenceOf(state);
  if (chosen === undefined || reference === undefined) return nothing;
  const keys = ranked.filter((key) => metricOf(chosen, key) !== undefined || metricOf(reference, key) !== undefined);
  if (keys.length === 0) return nothing;
  const others = state.detail.versions.filter((version) => version !== chosen);
  return html`<section class="against" aria-label=${t("v{0} against v{1}", chosen.version, reference.version)}>
    <div class="section-head">
      <h2>${t("v{0} against", chosen.version)}</h2>
      ${dropdown(
        t("Version to measure against"),
        others.map(({ version }) => ({ value: String(version), label: `v${version}` })),
        String(reference.version),
        (value) => choose(Number(value)),
      )}
    </div>
    <table class="plain">
      <thead>
        <tr>
          <th scope="col">${t("Measure")}</th>
          <th scope="col" class="number">v${reference.version}</th>
          <th scope="col" class="number">v${chosen.version}</th>
          <th scope="col" class="number">${t("Change")}</th>
          <th class="rest" aria-hidden="true"></th>
        </tr>
      </thead>
      <tbody>
        ${keys.map((key) => measure(key, reference, chosen))}
      </tbody>
    </table>
  </section>`;
}

function measure(key: string, reference: VersionDetail, chosen: VersionDetail) {
  const [old, now] = [metricOf(reference, key), metricOf(chosen, key)];
  const decimals = decimalsOf([old, now].flatMap((value) => value ?? []));
  const delta = old === undefined || now === undefined ? undefined : now - old;
  const show = (value: number | undefined) => (value === undefined ? "–" : formatAt(value, decimals));
  return html`<tr>
    <th scope="row" class="cut" title=${key}>${key}</th>
    <td class="number muted" title=${old ?? nothing}>${show(old)}</td>
    <td class="number" title=${now ?? nothing}>${show(now)}</td>
    <td class="number ${judge(key, delta)}">${delta === undefined ? "" : formatDelta(delta, decimals)}</td>
    <td aria-hidden="true"></td>
  </tr>`;
}
