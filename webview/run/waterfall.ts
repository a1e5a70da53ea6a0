import { html, nothing } from "lit";
import { formatDuration } from "../../src/shared/format";
import type { SpanSummary, TraceDetail } from "../../src/shared/traces";
import { icon } from "../kit/icon";
import { t } from "../kit/words";
import { roundTicks } from "./miniChart";
import { placeOfSpan, reachOf, type SpanRow, waterfallRows } from "./waterfallRows";

/** What is open in a waterfall, and which part of it is on the screen. */
export interface WaterfallView {
  readonly closed: Set<string>;
  chosen: string | undefined;
  /** First row on the screen, when there are too many to draw all. */
  top: number;
  draw(): void;
}

const rowHeight = 20;
/** From so many rows on only those on the screen are drawn. */
const mostDrawn = 500;
const rowsDrawn = 80;

export function waterfall(trace: TraceDetail, view: WaterfallView, options: { readonly limit?: number } = {}) {
  const all = waterfallRows(trace.tree, view.closed);
  const rows = options.limit === undefined ? all : all.slice(0, options.limit);
  const whole = reachOf(trace.tree) || 1;
  const isLong = rows.length > mostDrawn;
  const first = isLong ? Math.max(0, Math.min(view.top, rows.length - rowsDrawn)) : 0;
  const drawn = isLong ? rows.slice(first, first + rowsDrawn) : rows;
  const hasChosen = drawn.some(({ span }) => span.id === view.chosen);
  return html`<div class="waterfall">
    <div class="ticks small muted number" aria-hidden="true"><span></span><div>
      ${ticksOf(whole).map((tick) => html`<span .style=${`left:${(tick / whole) * 100}%`}>${tick === 0 ? "0 ms" : shortMilliseconds(tick)}</span>`)}
    </div></div>
    <div
      class="spans ${isLong ? "long" : ""}"
      role="tree"
      aria-label=${t("Spans of {0}", trace.name)}
      @keydown=${(event: KeyboardEvent) => moveIn(event, rows, view)}
      @scroll=${(event: Event) => scrolled(event, view)}
    >
      ${isLong ? html`<div .style=${`height:${first * rowHeight}px`}></div>` : nothing}
      ${drawn.map((row, i) => spanRow(row, whole, view, { isFirst: !hasChosen && i === 0, index: first + i, count: rows.length }))}
      ${isLong ? html`<div .style=${`height:${Math.max(0, rows.length - first - rowsDrawn) * rowHeight}px`}></div>` : nothing}
    </div>
    ${all.length > rows.length ? html`<p class="none small">${t("{0} more spans", all.length - rows.length)}</p>` : nothing}
  </div>`;
}

/** A page as narrow as this has short bars, whose labels stand beside them. Pixels. */
const narrow = 600;

/** Before the first and behind the last: room for labels that would leave the picture. */
const labelRoom = 0.8;

interface Place {
  readonly isFirst: boolean;
  readonly index: number;
  readonly count: number;
}

function spanRow({ span, depth, below }: SpanRow, whole: number, view: WaterfallView, place: Place) {
  const { id, name, status, start, duration, message } = span;
  const isChosen = id === view.chosen;
  const isClosed = view.closed.has(id);
  const isFailed = status === "ERROR";
  const time = duration === undefined ? t("not ended") : formatMicroseconds(duration);
  const said = isFailed && message ? `${time} · ${firstLine(message)}` : time;
  const from = Math.min(1, Math.max(0, start / whole));
  const width = Math.min(1 - from, Math.max(0, (duration ?? whole - start) / whole));
  const isWide = width > (window.innerWidth > narrow ? 0.3 : 0.6);
  const isLate = !isWide && from + width > labelRoom;
  const edges = `left:${from * 100}%;width:max(2px, ${width * 100}%)`;
  const label =
    isWide && !isFailed
      ? nothing
      : html`<span class="time small muted number" .style=${isLate ? `right:${(1 - from) * 100}%` : `left:${(from + width) * 100}%`}>${said}</span>`;
  return html`<div
    class="span ${isChosen ? "chosen" : ""}"
    role="treeitem"
    aria-level=${depth + 1}
    aria-setsize=${place.count}
    aria-posinset=${place.index + 1}
    aria-expanded=${below > 0 ? String(!isClosed) : nothing}
    aria-selected=${isChosen ? "true" : "false"}
    aria-label=${isFailed ? t("{0}, failed after {1}", name, said) : `${name}, ${said}`}
    tabindex=${isChosen || place.isFirst ? "0" : "-1"}
    data-span=${id}
    @click=${() => chooseSpan(view, isChosen ? undefined : id)}
  >
    <span class="name cut" .style=${`padding-left:${depth * 14}px`} title=${name}>
      ${
        below > 0
          ? html`<span class="twist" aria-hidden="true" @click=${(event: Event) => {
              event.stopPropagation();
              fold(view, id);
            }}>${icon(isClosed ? "chevron-right" : "chevron-down")}</span>`
          : html`<span class="twist"></span>`
      }<span class="cut">${name}</span>${isFailed ? icon("error") : nothing}${isClosed && below > 0 ? html`<span class="muted small">+${below}</span>` : nothing}
    </span>
    <span class="lane">
      <span class="bar c${placeOfSpan(span)} ${isFailed ? "failed" : ""} ${duration === undefined ? "open" : ""}" .style=${edges}>${isWide && !isFailed ? html`<span class="small number">${said}</span>` : nothing}</span>
      ${label}
    </span>
  </div>`;
}

function firstLine(text: string): string {
  const line = text.split("\n", 1)[0] ?? "";
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

export function formatMicroseconds(microseconds: number): string {
  return formatDuration(microseconds / 1000);
}

function ticksOf(whole: number): number[] {
  return roundTicks(0, whole, 4).filter((tick) => tick < whole * 0.97);
}

function shortMilliseconds(microseconds: number): string {
  const milliseconds = microseconds / 1000;
  return milliseconds < 10_000 ? String(Number(milliseconds.toPrecision(4))) : formatDuration(milliseconds);
}

function chooseSpan(view: WaterfallView, id: string | undefined): void {
  view.chosen = id;
  view.draw();
}

function fold(view: WaterfallView, id: string): void {
  if (!view.closed.delete(id)) view.closed.add(id);
  view.draw();
}

function scrolled(event: Event, view: WaterfallView): void {
  const list = event.currentTarget as HTMLElement;
  if (!list.classList.contains("long")) return;
  const top = Math.max(0, Math.floor(list.scrollTop / rowHeight) - 20);
  if (Math.abs(top - view.top) < 10 && top !== 0) return;
  if (top === view.top) return;
  view.top = top;
  view.draw();
}

function moveIn(event: KeyboardEvent, rows: readonly SpanRow[], view: WaterfallView): void {
  const list = event.currentTarget as HTMLElement;
  const focused = (event.target as HTMLElement).closest<HTMLElement>("[data-span]")?.dataset.span;
  const at = rows.findIndex(({ span }) => span.id === focused);
  const row = rows[at];
  if (row === undefined) return;
  const id = row.span.id;
  const go = (to: number) => {
    const target = rows[Math.max(0, Math.min(rows.length - 1, to))]?.span;
    if (target === undefined) return;
    if (rows.length > mostDrawn) view.top = Math.max(0, to - 30);
    chooseSpan(view, target.id);
    requestAnimationFrame(() => list.querySelector<HTMLElement>(`[data-span="${CSS.escape(target.id)}"]`)?.focus());
  };
  switch (event.key) {
    case "ArrowDown":
      go(at + 1);
      break;
    case "ArrowUp":
      go(at - 1);
      break;
    case "Home":
      go(0);
      break;
    case "End":
      go(rows.length - 1);
      break;
    case "ArrowLeft":
      if (row.below > 0 && !view.closed.has(id)) fold(view, id);
      else go(rows.slice(0, at).findLastIndex(({ depth }) => depth < row.depth));
      break;
    case "ArrowRight":
      if (view.closed.has(id)) fold(view, id);
      break;
    case "Enter":
    case " ":
      chooseSpan(view, view.chosen === id ? undefined : id);
      break;
    default:
      return;
  }
  event.preventDefault();
}

export function findSpan(trace: TraceDetail | undefined, id: string | undefined): SpanSummary | undefined {
  return id === undefined ? undefined : trace?.tree.find((span) => span.id === id);
}
