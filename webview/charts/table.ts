import { html, nothing } from "lit";
import { formatNumber } from "../../src/shared/format";
import { t } from "../kit/words";

export type Cell = string | number | undefined;

/** What a chart shows, as a table: for those who read it, and for CSV. */
export interface ChartTable {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** What is left out, if anything. */
  readonly note?: string;
}

export function tableOf(label: string, { heads, rows, note }: ChartTable) {
  const isNumber = heads.map((_, i) => rows.some((row) => typeof row[i] === "number"));
  return html`<div class="chart-table" tabindex="0" role="region" aria-label=${label}>
    <table class="plain" aria-label=${label}>
      <thead>
        <tr>
          ${heads.map((head, i) => html`<th scope="col" class=${isNumber[i] ? "number" : ""}>${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell, i) =>
                i === 0
                  ? html`<th scope="row" class=${isNumber[i] ? "number" : ""}>${said(cell)}</th>`
                  : html`<td class=${isNumber[i] ? "number" : ""} title=${typeof cell === "number" ? String(cell) : nothing}>
                      ${said(cell)}
                    </td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
    ${note === undefined ? nothing : html`<p class="muted small">${note}</p>`}
    ${rows.length === 0 ? html`<p class="muted small">${t("No values.")}</p>` : nothing}
  </div>`;
}

function said(cell: Cell): string {
  return cell === undefined ? "–" : typeof cell === "number" ? formatNumber(cell) : cell;
}

/** RFC 4180; a text that a spreadsheet would take for a formula is kept from that. */
export function csvOf({ heads, rows }: ChartTable): string {
  const lines = [heads, ...rows].map((row) => row.map(csvCell).join(","));
  return `${lines.join("\r\n")}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === undefined) return "";
  if (typeof cell === "number") return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
