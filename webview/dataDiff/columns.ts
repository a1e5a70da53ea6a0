import { html, nothing, svg } from "lit";
import type { ColumnDiff, ColumnFacts } from "../../src/core/table/summary/compareColumns";
import type { PairedHistogram } from "../../src/core/table/summary/histogram";
import type { TableDiff } from "../../src/core/table/summary/tableDiff";
import { formatPercent } from "../../src/shared/format";
import { checkbox } from "../kit/controls";
import { t } from "../kit/words";
import { count, figure, share, typeWord } from "./words";

const mostColumns = 400;

/** Rows in a sentence, and a line a column: its values before and after laid one over the other. */
export function tableDiff(diff: TableDiff, onlyChanged: boolean, toggle: (only: boolean) => void) {
  const differing = diff.columns.filter(({ state }) => state !== "same");
  const shown = onlyChanged ? differing : diff.columns;
  const same = diff.columns.length - differing.length;
  return html`<section class="table-diff" aria-label=${t("Rows and columns")}>
    <p class="verdict">${verdict(diff, differing)}</p>
    <div class="section-head">
      <h2>${t("Columns")}</h2>
      <span class="keys small muted"><span class="swatch before"></span>${t("before")} <span class="swatch after"></span>${t("after")}</span>
      <span class="grow"></span>
      ${same > 0 && differing.length > 0 ? checkbox(t("Only what differs ({0} do not)", same), onlyChanged, toggle) : nothing}
    </div>
    ${
      shown.length === 0
        ? html`<p class="muted small-12">${t("All columns have the same values, up to their order.")}</p>`
        : html`<div class="columns-scroll" tabindex="0" role="region" aria-label=${t("Columns")}><table class="plain columns" aria-label=${t("Columns")}>
            <thead><tr>
              <th>${t("Column")}</th><th>${t("Distribution")}</th><th class="number">${t("Missing")}</th>
              <th class="number">${t("Min")}</th><th class="number">${t("Mean")}</th><th class="number">${t("Max")}</th><th class="number">${t("Distinct")}</th>
            </tr></thead>
            <tbody>${shown.slice(0, mostColumns).map((column) => line(column, diff))}</tbody>
          </table></div>`
    }
    ${shown.length > mostColumns ? html`<p class="muted small">${t("{0} more columns", count(shown.length - mostColumns))}</p>` : nothing}
  </section>`;
}

function verdict({ before, after, rows }: TableDiff, differing: readonly ColumnDiff[]): string {
  const of = (state: ColumnDiff["state"]) => differing.filter((each) => each.state === state).length;
  const size = (each: NonNullable<TableDiff["before"]>) =>
    each.isCut
      ? t("more than {0} rows, {1} columns", count(each.rows), count(each.columns))
      : t("{0} rows, {1} columns", count(each.rows), count(each.columns));
  if (before === undefined || after === undefined) {
    const only = before ?? after;
    return only === undefined ? "" : `${size(only)}.`;
  }
  const parts = [
    rows === undefined
      ? t("{0} before, {1} now", size(before), size(after))
      : rows.added === 0 && rows.removed === 0
        ? t("All {0} rows are the same", count(rows.common))
        : t("{0} rows added, {1} removed, {2} the same", count(rows.added), count(rows.removed), count(rows.common)),
    counted(of("added"), t("1 column added"), t("{0} columns added", of("added"))),
    counted(of("removed"), t("1 column removed"), t("{0} columns removed", of("removed"))),
    counted(of("retyped"), t("1 column changed its type"), t("{0} columns changed their type", of("retyped"))),
  ];
  return `${parts.filter(Boolean).join("; ")}.`;
}

function counted(number: number, one: string, many: string): string {
  return number === 0 ? "" : number === 1 ? one : many;
}

function line(column: ColumnDiff, { before: was, after: is }: TableDiff) {
  const { name, state, before, after } = column;
  const isTime = (after ?? before)?.type === "time";
  const letter = { added: "A", removed: "D", retyped: "M", changed: "M", same: "" }[state];
  const look = { added: "is-added", removed: "is-deleted", retyped: "is-modified", changed: "is-modified", same: "" }[
    state
  ];
  const missing = (facts: ColumnFacts | undefined, rows: number | undefined) =>
    facts === undefined ? undefined : facts.missing === 0 ? "0" : share(facts.missing, rows ?? 0);
  const number = (key: "min" | "mean" | "max") => (facts: ColumnFacts | undefined) =>
    facts?.numbers === undefined ? undefined : figure(facts.numbers[key], isTime || facts.type === "time");
  const distinct = (facts: ColumnFacts | undefined) =>
    facts?.distinct === undefined
      ? undefined
      : facts.isExact === false
        ? `> ${count(facts.distinct)}`
        : count(facts.distinct);
  return html`<tr>
    <td class="named"><span class="letter ${look}" title=${stateWord(state)}>${letter}</span><span class="cut column-name" title=${name}>${name}</span>
      <span class="muted small types">${types(before, after)}</span></td>
    <td class="drawn">${column.histogram ? histogram(column.histogram, column, isTime) : top(column)}</td>
    ${pair(missing(before, was?.rows), missing(after, is?.rows))}
    ${(["min", "mean", "max"] as const).map((key) => pair(number(key)(before), number(key)(after)))}
    ${pair(distinct(before), distinct(after))}
  </tr>`;
}

function stateWord(state: ColumnDiff["state"]): string {
  switch (state) {
    case "added":
      return t("added");
    case "removed":
      return t("removed");
    case "retyped":
      return t("its type changed");
    case "changed":
      return t("its values changed");
    case "same":
      return t("the same");
    default:
      return state satisfies never;
  }
}

function types(before: ColumnFacts | undefined, after: ColumnFacts | undefined): string {
  const [was, is] = [before && typeWord(before.type), after && typeWord(after.type)];
  return was === undefined || is === undefined || was === is ? (is ?? was ?? "") : `${was} → ${is}`;
}

/** What it is now, and what it was where that differs. */
function pair(before: string | undefined, after: string | undefined) {
  const isMoved = before !== undefined && after !== undefined && before !== after;
  const now = after ?? before;
  return html`<td class="number">${now === undefined ? html`<span class="faint">–</span>` : html`<span class=${after === undefined ? "muted" : ""}>${now}</span>`}${
    isMoved ? html`<span class="was" title=${t("before")}>${before}</span>` : nothing
  }</td>`;
}

const [width, height] = [168, 30];

function histogram({ from, to, before, after }: PairedHistogram, { name }: ColumnDiff, isTime: boolean) {
  const most = Math.max(...before, ...after, 0.001);
  const step = width / before.length;
  const y = (value: number) => height - (value / most) * (height - 2);
  const bars = before.map((value, i) =>
    value === 0
      ? nothing
      : svg`<rect class="was-bar" x=${round(i * step)} y=${round(y(value))} width=${round(Math.max(1, step - 1))} height=${round(height - y(value))}></rect>`,
  );
  let path = `M0 ${height}`;
  for (const [i, value] of after.entries()) path += `V${round(y(value))}H${round((i + 1) * step)}`;
  path += `V${height}`;
  const hasAfter = after.some((value) => value > 0);
  const said = t("{0}: from {1} to {2}", name, figure(from, isTime), figure(to, isTime));
  return html`<svg class="histogram" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label=${said}>
    <title>${said}</title>${bars}${hasAfter ? svg`<path class="is-line" d=${path}></path>` : nothing}</svg>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

const fewValues = 3;

/** The most frequent values, with their shares. */
function top({ top: values }: ColumnDiff) {
  if (values === undefined) return nothing;
  return html`<div class="top">${values.slice(0, fewValues).map(
    ({
      value,
      before,
      after,
    }) => html`<div class="value" title=${`${value}: ${formatPercent(before)} → ${formatPercent(after)}`}>
      <span class="cut">${value === "" ? t("(empty)") : value}</span>
      <span class="shares"><span class="was-share" .style=${`width:${100 * before}%`}></span><span class="is-share" .style=${`width:${100 * after}%`}></span></span>
    </div>`,
  )}</div>`;
}
