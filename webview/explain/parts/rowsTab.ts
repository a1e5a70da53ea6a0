import { html, nothing } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { formatDate } from "../../../src/shared/format";
import { textField } from "../../kit/controls";
import { host } from "../../kit/host";
import { icon, iconButton } from "../../kit/icon";
import { pageLocale, t } from "../../kit/words";
import type { Explained } from "../model/explained";
import { type Found, findRows, orderRows, type RowOrder } from "../model/findRows";
import type { Own, State } from "../state";
import { count, predictionText } from "../words";
import { rowsFile } from "./rowsFile";
import { topParts } from "./topParts";

const rowHeight = 24;
const spare = 10;

/** Every row with its prediction and what moves it most; only the lines that are seen are drawn. */
export function createRowsTab(choose: (change: Partial<Own>) => void, scrolled: () => void) {
  const box = createRef<HTMLElement>();
  let known: { readonly key: string; readonly explained: Explained; readonly found: Found } | undefined;
  let lines: readonly number[] = [];

  const find = ({ explained, own: { query, sort, isDown } }: State): Found => {
    const key = JSON.stringify([query, sort, isDown]);
    if (known?.explained !== explained || known.key !== key) {
      const words = {
        prediction: t("prediction"),
        notNumber: (text: string) => t("{0} is no number.", text === "" ? t("What follows the sign") : text),
      };
      const found = findRows(explained, query, words);
      known = {
        key,
        explained,
        found: "fault" in found ? found : { rows: orderRows(found.rows, { by: sort, isDown }, explained) },
      };
    }
    return known.found;
  };

  const bringIn = (at: number): void => {
    const element = box.value;
    if (!element) return;
    const top = at * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + 2 * rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTop = top + 2 * rowHeight - element.clientHeight;
  };

  const goTo = (at: number): void => {
    const row = lines[Math.max(0, Math.min(lines.length - 1, at))];
    if (row === undefined) return;
    bringIn(lines.indexOf(row));
    choose({ row });
  };

  const onKey = (event: KeyboardEvent, chosen: number | undefined): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = chosen === undefined ? -1 : lines.indexOf(chosen);
    const page = Math.max(1, Math.floor((box.value?.clientHeight ?? 0) / rowHeight) - 2);
    const to = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: lines.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    goTo(to);
  };

  return {
    /** Scrolls to a row, if it is among those that are shown. */
    reveal(row: number): void {
      const at = lines.indexOf(row);
      if (at >= 0) bringIn(at);
    },
    /** The rows that are listed now, in their order. */
    listed: (state: State): readonly number[] => {
      const found = find(state);
      return "fault" in found ? [] : found.rows;
    },
    view(state: State) {
      const { explained, own } = state;
      const found = find(state);
      lines = "fault" in found ? [] : found.rows;
      const height = box.value?.clientHeight || 600;
      const first = Math.max(0, Math.floor((box.value?.scrollTop ?? 0) / rowHeight) - spare);
      const last = Math.min(lines.length, first + Math.ceil(height / rowHeight) + 2 * spare);
      const hasRequests = explained.page.requests !== undefined;
      return html`<section class="rows" aria-label=${t("Rows")}>
        <div class="rows-bar">
          ${textField({
            label: t("Find rows"),
            value: own.query,
            placeholder: hasRequests
              ? t("Row, request, or: tenure < 5 and prediction > 0.8")
              : t("Row, word, or: tenure < 5 and prediction > 0.8"),
            icon: "search",
            input: (query) => choose({ query }),
          })}
          <span class="muted small number">${"fault" in found ? nothing : t("{0} of {1} rows", count(lines.length), count(explained.rows))}</span>
          ${"fault" in found ? html`<span class="bad small" role="alert">${found.fault}</span>` : nothing}
          <span class="grow"></span>
          ${iconButton("export", t("Save as CSV…"), () => void host.save("explanation.csv", rowsFile(explained, lines)))}
        </div>
        ${
          lines.length === 0
            ? html`<div class="empty"><p class="muted">${t("No row fits; {0} are hidden.", count(explained.rows))}</p>
                <button class="link" @click=${() => choose({ query: "" })}>${t("Clear filters")}</button></div>`
            : html`<div ${ref(box)} class="lines" role="grid" tabindex="0" aria-label=${t("Rows")} aria-rowcount=${lines.length + 1}
                aria-activedescendant=${own.row === undefined ? nothing : `row-${own.row}`}
                @scroll=${scrolled} @keydown=${(event: KeyboardEvent) => onKey(event, own.row)}>
                ${heads(own, hasRequests, choose)}
                <div class="space" .style=${`height:${lines.length * rowHeight}px`} @click=${(event: MouseEvent) => {
                  const line = (event.target as HTMLElement).closest<HTMLElement>("[data-row]");
                  if (line) choose({ row: Number(line.dataset.row) });
                }}>${lines.slice(first, last).map((row, i) => line(state, row, first + i))}</div>
              </div>`
        }
      </section>`;
    },
  };
}

function heads({ sort, isDown }: Own, hasRequests: boolean, choose: (change: Partial<Own>) => void) {
  const head = (by: RowOrder["by"], label: string, look = "") => {
    const isOn = sort === by;
    return html`<span role="columnheader" class=${look} aria-sort=${isOn ? (isDown ? "descending" : "ascending") : "none"}>
      <button class="head" @click=${() => choose({ sort: by, isDown: isOn ? !isDown : by !== "row" })}>${label}${isOn ? icon(isDown ? "arrow-down" : "arrow-up") : nothing}</button></span>`;
  };
  return html`<div class="row-line head-line ${hasRequests ? "with-request" : ""}" role="row">
    ${head("row", t("Row"), "number")}
    ${hasRequests ? html`<span role="columnheader">${t("Request")}</span>` : nothing}
    ${head("prediction", t("Prediction"), "number")} ${head("distance", t("What moves it most"))}
  </div>`;
}

function line({ explained, own }: State, row: number, at: number) {
  const { page, predictions } = explained;
  const isChosen = own.row === row;
  const id = page.requests?.[row];
  const time = page.times?.[row];
  const moves = topParts(explained, row, 4);
  return html`<div id="row-${row}" class="row-line ${isChosen ? "chosen" : ""} ${id === undefined ? "" : "with-request"}" role="row" aria-rowindex=${at + 2}
    aria-selected=${isChosen ? "true" : "false"} data-row=${row} .style=${`top:${at * rowHeight}px`}>
    <span class="number muted" role="gridcell">${count(row + 1)}</span>
    ${
      id === undefined
        ? nothing
        : html`<span class="cut" role="gridcell"><span class="code">${id.slice(0, 8)}</span> <span class="muted small">${time === undefined ? "" : formatDate(time, { now: Date.now(), seconds: true, locale: pageLocale() })}</span></span>`
    }
    <span class="number" role="gridcell" title=${String(predictions[row])}>${predictionText(page, predictions[row] as number)}</span>
    <span class="cut moves" role="gridcell" aria-label=${moves.map(({ name, given, text }) => `${name} ${given} ${text}`).join(", ")}>${moves.map(
      ({ name, given, value, text }) =>
        html`<span class="move ${value >= 0 ? "up" : "down"}"><span class="sign" aria-hidden="true"></span>${name}${given === "" ? nothing : html` <span class="muted">${given}</span>`} <span class="number">${text}</span></span>`,
    )}</span>
  </div>`;
}
