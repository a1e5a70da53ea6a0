import { html, nothing } from "lit";
import { shown } from "../../src/core/expectations/shown";
import type { ExpectationResult, ResultLine } from "../../src/shared/validation";
import { t } from "../kit/words";

/** So many rows are listed; the report as a file has more. */
const most = 200;

export interface DetailWish {
  readonly result: ExpectationResult;
  readonly line: ResultLine;
  /** undefined where the table is no file that can be opened. */
  readonly openRow: ((row: number) => void) | undefined;
}

/** One result with the values that were not expected and where they stand. */
export function detail({ result, line, openRow }: DetailWish) {
  const { rows = [], values = [] } = line;
  const { success, exception_info: exception } = result;
  return html`<aside class="detail" aria-label=${t("Result")}>
    <h2>${line.column}</h2>
    <p><span class="codicon codicon-${success ? "pass" : "error"} ${success ? "good" : "bad"}" aria-hidden="true"></span>
      ${success ? t("holds") : t("failed")}: ${line.expects}</p>
    <p class=${exception.raised_exception ? "bad" : ""}>${line.says}</p>
    ${rows.length === 0 ? nothing : unexpected(rows, values, openRow)}
    <h3>${t("Expectation")}</h3>
    <p class="type small muted">${result.expectation_config.type}</p>
    <pre>${JSON.stringify(result.expectation_config.kwargs, undefined, 2)}</pre>
    ${figures(result.result)}
  </aside>`;
}

function unexpected(rows: readonly number[], values: readonly unknown[], openRow: DetailWish["openRow"]) {
  const some = rows.slice(0, most);
  return html`<h3>${t("Unexpected values")}</h3>
    <table><thead><tr><th>${t("Row")}</th><th>${t("Value")}</th></tr></thead><tbody>
      ${some.map(
        (row, i) =>
          html`<tr><td class="number">${
            openRow === undefined
              ? row + 1
              : html`<button class="link" title=${t("Open the data at row {0}", row + 1)} @click=${() => openRow(row)}>${row + 1}</button>`
          }</td><td>${shown(values[i])}</td></tr>`,
      )}
    </tbody></table>
    ${rows.length > most ? html`<p class="muted small">${t("The first {0} are listed.", most)}</p>` : nothing}`;
}

function figures(result: Readonly<Record<string, unknown>>) {
  const plain = Object.entries(result).filter(([, value]) => typeof value !== "object" || value === null);
  if (plain.length === 0) return nothing;
  return html`<h3>${t("Figures")}</h3><table class="figures-list"><tbody>${plain.map(
    ([name, value]) =>
      html`<tr><th class="muted">${name.replaceAll("_", " ")}</th><td class="number">${shown(value)}</td></tr>`,
  )}</tbody></table>`;
}
