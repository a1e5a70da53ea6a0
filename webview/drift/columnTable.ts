import { html, nothing } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { repeat } from "lit/directives/repeat.js";
import { formatNumber } from "../../src/shared/format";
import type { WindowResult } from "../../src/shared/monitors";
import { icon } from "../kit/icon";
import { t } from "../kit/words";
import { distribution, severityBar, spark } from "./marks";
import type { Row } from "./rows";
import type { Own, SortKey } from "./state";
import { count, scoreText, share, testWord, typeWord } from "./words";

export interface TableActs {
  choose(name: string): void;
  sort(key: SortKey): void;
  /** It was scrolled: other lines are to be drawn. */
  scrolled(): void;
}

export interface Table {
  readonly rows: readonly Row[];
  readonly windows: readonly WindowResult[];
  /** The limit that all columns share. */
  readonly limit: number | undefined;
  readonly own: Own;
}

export const rowHeight = 32;
const headHeight = 24;
const spare = 8;
const pictureSize = { width: 132, height: 22 };
const sparkSize = { width: 68, height: 18 };

/** The columns of a comparison, of which only those that are seen are drawn. */
export function createColumnTable(acts: TableActs) {
  const box = createRef<HTMLElement>();
  let rows: readonly Row[] = [];
  let cursor = 0;

  const bringIn = (index: number): void => {
    const element = box.value;
    if (!element) return;
    const top = index * rowHeight;
    const room = element.clientHeight - headHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight > element.scrollTop + room) element.scrollTop = top + rowHeight - room;
  };

  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== box.value) return;
    const page = Math.max(1, Math.floor(((box.value?.clientHeight ?? 0) - headHeight) / rowHeight) - 1);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: cursor + 1,
      ArrowUp: cursor - 1,
      PageDown: cursor + page,
      PageUp: cursor - page,
      Home: 0,
      End: rows.length - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) {
      cursor = Math.min(rows.length - 1, Math.max(0, to));
      bringIn(cursor);
      acts.scrolled();
    } else if (event.key === "Enter" || event.key === " ") {
      const row = rows[cursor];
      if (row) acts.choose(row.name);
    } else return;
    event.preventDefault();
  };

  const onClick = (event: MouseEvent): void => {
    const line = (event.target as HTMLElement).closest<HTMLElement>("[data-at]");
    const row = rows[Number(line?.dataset.at ?? Number.NaN)];
    if (row === undefined) return;
    cursor = rows.indexOf(row);
    acts.choose(row.name);
  };

  return {
    draw(table: Table) {
      const hasChanged = table.rows !== rows;
      rows = table.rows;
      if (hasChanged)
        cursor = Math.max(
          0,
          rows.findIndex(({ name }) => name === table.own.chosen),
        );
      const height = box.value?.clientHeight || 800;
      const first = Math.max(0, Math.floor((box.value?.scrollTop ?? 0) / rowHeight) - spare);
      const last = Math.min(rows.length, first + Math.ceil(height / rowHeight) + 2 * spare);
      const seen = rows.slice(first, last).map((row, i) => ({ row, at: first + i }));
      const hasSparks = table.windows.length > 1;
      return html`<div
        ${ref(box)}
        class="columns ${hasSparks ? "has-sparks" : ""}"
        role="grid"
        tabindex="0"
        aria-label=${t("Columns")}
        aria-rowcount=${rows.length + 1}
        aria-activedescendant=${rows.length === 0 ? nothing : `column-${cursor}`}
        @scroll=${acts.scrolled}
        @keydown=${onKey}
        @click=${onClick}
      >
        ${head(table, acts)}
        <div class="space" role="rowgroup" .style=${`height:${rows.length * rowHeight}px`}>
          ${repeat(
            seen,
            ({ row }) => row.name,
            ({ row, at }) => line(row, at, { table, hasSparks, isCursor: at === cursor }),
          )}
        </div>
      </div>`;
    },
  };
}

function head({ own, limit, windows }: Table, acts: TableActs) {
  const sortable = (key: SortKey, label: string, more: unknown = nothing) => {
    const isOn = own.sort === key;
    const isDown = (key === "name") === own.isTurned;
    return html`<span role="columnheader" class=${key === "missing" ? "number" : ""} aria-sort=${isOn ? (isDown ? "descending" : "ascending") : "none"}
      ><button class="sort" @click=${() => acts.sort(key)}>${label}${isOn ? icon(isDown ? "arrow-down" : "arrow-up") : nothing}${more}</button></span
    >`;
  };
  const limitWord =
    limit === undefined ? nothing : html`<span class="limit-word">${t("limit {0}", formatNumber(limit))}</span>`;
  return html`<div class="grid-row head" role="row" aria-rowindex="1">
    <span role="columnheader" aria-label=${t("State")}></span>
    ${sortable("name", t("Column"))}
    <span role="columnheader" class="type">${t("Type")}</span>
    <span role="columnheader" class="test">${t("Test")}</span>
    ${sortable("score", t("Score"), limitWord)}
    <span role="columnheader" class="past">${windows.length > 1 ? t("{0} windows", Math.min(windows.length, 30)) : ""}</span>
    <span role="columnheader" class="picture">${t("Distribution")}</span>
    <span role="columnheader" class="number">${t("Ref.")}</span>
    <span role="columnheader" class="number">${t("Current")}</span>
    ${sortable("missing", t("Missing"))}
  </div>`;
}

interface Look {
  readonly table: Table;
  readonly hasSparks: boolean;
  readonly isCursor: boolean;
}

function line({ name, found, skipped, picture, severity }: Row, at: number, { table, hasSparks, isCursor }: Look) {
  const isDrifted = found?.drift === true;
  const isChosen = table.own.chosen === name;
  const state = skipped !== undefined ? t("not tested") : isDrifted ? t("drifted") : t("within its limit");
  const symbol = skipped !== undefined ? "dash" : isDrifted ? "warning" : "check";
  const sides = picture?.sides;
  const past = hasSparks ? table.windows.slice(-30).map(({ scores }) => scores[name]) : [];
  const missing = sides?.current.missing ?? 0;
  const isMore = missing - (sides?.reference.missing ?? 0) >= 0.01;
  return html`<div id="column-${at}" class="grid-row row ${isChosen ? "chosen" : ""} ${isCursor ? "cursor" : ""} ${isDrifted ? "drifted" : ""}"
    role="row" aria-rowindex=${at + 2} aria-selected=${isChosen ? "true" : "false"} data-at=${at} .style=${`top:${at * rowHeight}px`}>
    <span role="gridcell" class=${isDrifted ? "warn" : "muted"}>${icon(symbol, state)}</span>
    <span role="gridcell" class="cut name" title=${name}>${name}</span>
    <span role="gridcell" class="muted type">${found === undefined ? "" : typeWord(found.type)}</span>
    <span role="gridcell" class="muted cut test">${found === undefined ? "" : testWord(found.test)}</span>
    ${
      found === undefined
        ? html`<span role="gridcell" class="muted cut why" title=${skipped ?? ""}>${skipped}</span>`
        : html`<span role="gridcell" class="score">${severityBar(severity, isDrifted)}<span class="number value" title=${String(found.score ?? "")}>${scoreText(found)}</span></span>`
    }
    <span role="gridcell" class="past">${hasSparks ? spark(past, sparkSize, t("Scores of {0} in past windows", name)) : nothing}</span>
    <span role="gridcell" class="picture">${picture === undefined ? nothing : distribution(picture, pictureSize, t("Distribution of {0}", name))}</span>
    <span role="gridcell" class="number muted">${middle(sides?.reference)}</span>
    <span role="gridcell" class="number">${middle(sides?.current)}</span>
    <span role="gridcell" class="number ${isMore ? "warn" : "muted"}">${sides === undefined ? "" : share(missing)}</span>
  </div>`;
}

type Side = NonNullable<Row["picture"]>["sides"]["current"];

/** Numbers by their mean, values by how many there are. */
function middle(side: Side | undefined): string {
  if (side === undefined) return "";
  if (side.mean !== undefined) return formatNumber(Number(side.mean.toPrecision(3)));
  return side.distinct === 1 ? t("1 value") : t("{0} values", count(side.distinct));
}
