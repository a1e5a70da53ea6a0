import { formatAt, formatDelta } from "../../src/core/metrics/precision";
import { formatCount, formatDate, formatDuration } from "../../src/shared/format";
import type { RunRow } from "../../src/shared/runTable";
import { failureTag } from "../../src/shared/tags";
import { statusWord } from "../kit/runState";
import { seriesVariable } from "../kit/theme";
import { t } from "../kit/words";
import type { Colours } from "./colours";
import { nameKey, type Placed } from "./layout";
import type { Loader } from "./loader";
import { type Board, durationOf } from "./model/board";
import { tagsKey } from "./model/columns";
import type { Line } from "./model/lines";
import { drawSpark, sparkSize } from "./spark";

/** What cells are painted from. */
export interface Paint {
  readonly board: Board;
  readonly loader: Loader;
  readonly colours: Colours;
}

/** `baseline` is the pinned row, which is no line of the body. */
export type Painted = Line | { readonly kind: "baseline"; readonly key: "baseline"; readonly run: string };

const statusIcons = {
  RUNNING: "sync",
  SCHEDULED: "clockface",
  FINISHED: "check",
  FAILED: "error",
  KILLED: "circle-slash",
} as const;
const svg = "http://www.w3.org/2000/svg";

function element(name: string, className: string, text?: string): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function codicon(name: string, className = ""): HTMLElement {
  const made = element("span", `codicon codicon-${name} ${className}`);
  made.setAttribute("aria-hidden", "true");
  return made;
}

function labelled(made: HTMLElement, label: string, role = "img"): HTMLElement {
  made.setAttribute("role", role);
  made.setAttribute("aria-label", label);
  made.removeAttribute("aria-hidden");
  made.title = label;
  return made;
}

/** Fills one cell of one line. What stood there is taken away, so a cell can be used for any column. */
export function paintCell(cell: HTMLElement, placed: Placed, line: Painted, paint: Paint): void {
  if (line.kind === "group") {
    paintGroupCell(cell, placed, line, paint);
    return;
  }
  const row = paint.board.row(line.run);
  if (row === undefined) {
    cell.replaceChildren();
    return;
  }
  switch (placed.kind) {
    case "select":
      paintSelect(cell, row, paint);
      return;
    case "status": {
      const icon = codicon(statusIcons[row.status], `state-${row.status.toLowerCase()}`);
      cell.replaceChildren(labelled(icon, statusWord(row.status)));
      return;
    }
    case "name":
      paintName(cell, row, line, paint);
      return;
    case "metric":
      paintMetric(cell, placed, line, paint);
      return;
    default:
      paintText(cell, placed, row, paint);
  }
}

function paintSelect(cell: HTMLElement, row: RunRow, { board }: Paint): void {
  const isOn = board.selection().has(row.id);
  let box = cell.firstElementChild as HTMLElement | null;
  if (!box?.classList.contains("box")) {
    box = element("span", "box");
    box.setAttribute("role", "checkbox");
    cell.replaceChildren(box);
  }
  box.classList.toggle("on", isOn);
  box.setAttribute("aria-checked", String(isOn));
  box.setAttribute("aria-label", t("Select {0}", row.name));
}

function paintName(cell: HTMLElement, row: RunRow, line: Painted, { colours }: Paint): void {
  const parts: HTMLElement[] = [];
  if (line.kind === "run") {
    if (line.depth > 0) {
      const indent = element("span", "indent");
      indent.style.width = `${Math.min(line.depth, 6) * 12}px`;
      parts.push(indent);
    }
    if (line.children > 0) {
      const twistie = codicon(line.isOpen ? "chevron-down" : "chevron-right", "twistie");
      twistie.dataset.act = "toggle";
      parts.push(twistie);
    }
  }
  if (line.kind === "run" && line.children > 0) cell.setAttribute("aria-expanded", String(line.isOpen));
  else cell.removeAttribute("aria-expanded");
  const swatch = element("span", "swatch");
  const place = colours.of(row);
  if (place !== undefined) swatch.style.background = seriesVariable(place);
  const name = element("span", "name cut", row.name === "" ? t("(no name)") : row.name);
  name.dataset.act = "open";
  parts.push(swatch, name);
  if (line.kind === "run" && line.children > 0) parts.push(element("span", "small muted", formatCount(line.children)));
  if (row.starred) parts.push(labelled(codicon("star-full", "star"), t("Starred")));
  if (line.kind === "baseline") parts.push(labelled(codicon("pinned", "pin"), t("Baseline")));
  if (row.note) parts.push(labelled(codicon("note", "note"), t("Has a note")));
  const acts = element("span", "acts");
  for (const [icon, act, label] of [
    ["go-to-file", "open", t("Open run")],
    ["ellipsis", "menu", t("More")],
  ] as const) {
    const button = element("button", "icon");
    button.tabIndex = -1;
    button.dataset.act = act;
    button.title = label;
    button.setAttribute("aria-label", label);
    button.append(codicon(icon));
    acts.append(button);
  }
  parts.push(acts);
  cell.replaceChildren(...parts);
}

function paintMetric(cell: HTMLElement, placed: Placed, line: Exclude<Painted, { kind: "group" }>, paint: Paint): void {
  const { board, loader } = paint;
  const { key, column } = placed;
  if (column === undefined) return;
  if (!loader.isRead(key)) {
    paintWaiting(cell);
    return;
  }
  const value = board.number(key, line.run);
  const { decimals, best } = board.facts(column);
  const parts: Element[] = [];
  if (placed.hasSpark && value !== undefined) parts.push(paintSpark(key, line.run, paint));
  const isBest = value !== undefined && Object.is(value, best);
  const text = value === undefined ? "–" : formatAt(value, decimals);
  const isFaint = value === undefined || Number.isNaN(value);
  parts.push(element("span", `value ${isBest ? "best" : ""} ${isFaint ? "missing" : ""}`, text));
  if (placed.hasDelta) parts.push(paintDelta(placed, line, decimals, board));
  cell.replaceChildren(...parts);
}

function paintDelta(placed: Placed, line: Exclude<Painted, { kind: "group" }>, decimals: number, board: Board) {
  if (line.kind === "baseline") {
    const isFirst = board.visible().find(({ kind }) => kind === "metric")?.key === placed.key;
    return element("span", "delta muted", isFirst ? t("baseline") : "");
  }
  const delta = board.delta(placed.key, line.run);
  const text = formatDelta(delta, decimals);
  const direction = board.direction(placed.key);
  const isEven = text === "=" || text === "" || direction === "none";
  const tone = isEven ? "muted" : delta < 0 === (direction === "lower") ? "good" : "bad";
  return element("span", `delta ${tone}`, text);
}

function paintSpark(key: string, run: string, { board, loader, colours }: Paint): Element {
  const { width, height } = sparkSize;
  const picture = document.createElementNS(svg, "svg");
  picture.setAttribute("class", "spark");
  picture.setAttribute("width", String(width));
  picture.setAttribute("height", String(height));
  picture.setAttribute("aria-hidden", "true");
  const spark = loader.spark(key, run);
  if (spark === undefined || spark.values.length < 2) return picture;
  const { path, x, y } = drawSpark(spark, board.direction(key));
  const row = board.row(run);
  const place = row && colours.of(row);
  if (place !== undefined) picture.style.color = seriesVariable(place);
  const line = document.createElementNS(svg, "path");
  line.setAttribute("d", path);
  const dot = document.createElementNS(svg, "circle");
  dot.setAttribute("cx", String(x));
  dot.setAttribute("cy", String(y));
  dot.setAttribute("r", "1.75");
  picture.append(line, dot);
  return picture;
}

function paintWaiting(cell: HTMLElement): void {
  cell.replaceChildren(element("span", "grey"));
}

function paintText(cell: HTMLElement, placed: Placed, row: RunRow, paint: Paint): void {
  const { board, loader } = paint;
  if (placed.key === tagsKey) {
    paintTags(cell, row, paint);
    return;
  }
  if (!loader.isRead(placed.key)) {
    paintWaiting(cell);
    return;
  }
  const text = textOf(placed.key, row, board);
  const isLive = placed.key === "duration" && row.status === "RUNNING";
  const isMuted = placed.kind === "fact" && !isLive;
  const className = `${placed.isNumeric ? "value" : "cut"} ${isLive ? "live" : isMuted ? "muted" : ""}`;
  if (text === undefined || text === "") {
    const dash = element("span", "missing", "–");
    cell.replaceChildren(dash);
    return;
  }
  cell.replaceChildren(element("span", className, text));
}

/** What a fact, param or tag reads as. */
export function textOf(key: string, row: RunRow, board: Board): string | undefined {
  switch (key) {
    case nameKey:
      return row.name;
    case "status":
      return statusWord(row.status);
    case "start_time":
      return formatDate(row.start_time, { now: Date.now() });
    case "duration": {
      const length = durationOf(row, Date.now());
      return length === undefined ? undefined : formatDuration(length);
    }
    case "experiment":
      return board.experimentName(row.experiment_id);
    case "commit":
      return row.commit?.slice(0, 8);
    case "user":
    case "source":
    case "branch":
      return row[key];
    default:
      return board.cells.text(key, row.id);
  }
}

const mostTags = 6;

/** A tag of the run; a true one is its key, others their value, as the key is in the tooltip. */
function paintTags(cell: HTMLElement, row: RunRow, { board }: Paint): void {
  const parts: HTMLElement[] = [];
  const failure = row.status === "FAILED" ? board.cells.text(`tags.${failureTag}`, row.id) : undefined;
  if (failure !== undefined) parts.push(element("span", "bad cut", failure));
  for (const { key, kind, name } of board.columns) {
    if (kind !== "tag" || key === tagsKey || parts.length >= mostTags) continue;
    const value = board.cells.text(key, row.id);
    if (value === undefined || value === "false") continue;
    const tag = element("span", "tag", value === "true" || value === "" ? name : value.slice(0, 60));
    tag.title = `${name}: ${value.slice(0, 1000)}`;
    parts.push(tag);
  }
  if (parts.length === 0) parts.push(element("span", "unseen", t("No tags")));
  cell.replaceChildren(...parts);
}

function paintGroupCell(cell: HTMLElement, placed: Placed, line: Extract<Line, { kind: "group" }>, paint: Paint): void {
  const { board } = paint;
  cell.removeAttribute("aria-expanded");
  if (placed.kind === "select") {
    cell.replaceChildren();
    return;
  }
  if (placed.kind === "status") {
    const twistie = codicon(line.isOpen ? "chevron-down" : "chevron-right", "twistie");
    twistie.dataset.act = "toggle";
    cell.replaceChildren(labelled(twistie, line.isOpen ? t("Collapse") : t("Expand")));
    return;
  }
  if (placed.kind === "name") {
    cell.setAttribute("aria-expanded", String(line.isOpen));
    const what = factTitleOf(board.state.group ?? "");
    const value = element("span", "group-value cut", line.value === undefined ? t("none") : line.value);
    cell.replaceChildren(
      element("span", "muted", what),
      value,
      element("span", "small muted", t("{0} runs", formatCount(line.runs.length))),
    );
    return;
  }
  if (placed.key === "start_time") {
    cell.replaceChildren(element("span", "muted", t("mean ± std")));
    return;
  }
  if (placed.kind !== "metric" || placed.column === undefined || !paint.loader.isRead(placed.key)) {
    cell.replaceChildren();
    return;
  }
  const spread = board.spread(placed.key, line);
  if (spread === undefined) {
    cell.replaceChildren(element("span", "value missing", "–"));
    return;
  }
  const { decimals } = board.facts(placed.column);
  const std = spread.count > 1 ? `± ${formatAt(spread.std, decimals)}` : "";
  cell.replaceChildren(element("span", "value", formatAt(spread.mean, decimals)), element("span", "delta muted", std));
}

function factTitleOf(key: string): string {
  return key.includes(".") ? key.slice(key.indexOf(".") + 1) : key;
}
