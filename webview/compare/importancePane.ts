import { html, nothing } from "lit";
import { type Importances, importanceOf } from "../../src/core/importance/importance";
import { formatPercent } from "../../src/shared/format";
import { nameOfColumn } from "../../src/shared/runTable";
import { t } from "../kit/words";
import type { Comparison } from "./comparison";

const mostShown = 8;

/** Computes anew only when the runs or the metric are others than the last time. */
export function rememberImportance(): (of: Comparison, metric: string) => Importances | undefined {
  let last: { readonly of: Comparison; readonly metric: string; readonly found: Importances | undefined } | undefined;
  return (of, metric) => {
    if (last?.of !== of || last.metric !== metric) last = { of, metric, found: computeImportance(of, metric) };
    return last.found;
  };
}

/** Which params decide about the metric. A run that is half done or broke off says nothing of its params. */
function computeImportance(
  { rows: all, columns, texts, metrics }: Comparison,
  metric: string,
): Importances | undefined {
  const values = metrics.get(metric);
  const rows = all.filter(({ status }) => status === "FINISHED");
  const params = columns.filter(({ kind }) => kind === "param");
  return importanceOf(
    params.map(({ key }) => ({ key: nameOfColumn(key), values: rows.map(({ id }) => texts.get(key)?.get(id)) })),
    rows.map(({ id }) => values?.get(id)?.last),
  );
}

export function importancePane(metric: string, found: Importances | undefined) {
  return html`<section class="importance" aria-label=${t("Importance for {0}", metric)}>
    <h3>${t("Importance for {0}", metric)}</h3>
    ${
      found === undefined
        ? html`<p class="muted small">${t("At least 8 finished runs that logged it are needed.")}</p>`
        : found.params.length === 0
          ? html`<p class="muted small">${t("No param differs between these runs.")}</p>`
          : found.explained < 0.01
            ? html`<p class="muted small">${t("Of {0} runs no param explains any of it: more runs may tell.", found.runs)}</p>`
            : html`<ul>
              ${found.params.slice(0, mostShown).map(
                ({ key, share, correlation }) =>
                  html`<li title=${tip(share, correlation)}>
                    <span class="cut key">${key}</span>
                    <span class="bar"><span .style=${`width: ${Math.round(share * 100)}%`}></span></span>
                    <span class="number">${share.toFixed(2)}</span>
                  </li>`,
              )}
            </ul>
            <p class="muted small">
              ${t("{0} runs; params explain {1} of its variance.", found.runs, formatPercent(Math.round(found.explained * 100) / 100))}
              ${found.explained < 0.3 ? t("Chance or something that is not logged decides more.") : nothing}
            </p>`
    }
  </section>`;
}

function tip(share: number, correlation: number | undefined): string {
  const part = t("Explains {0} of the variance", formatPercent(Math.round(share * 1000) / 1000));
  return correlation === undefined ? part : `${part} · ${t("rank correlation {0}", correlation.toFixed(2))}`;
}
