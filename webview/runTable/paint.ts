import { formatAt, formatDelta } from "../../src/core/metrics/precision";
import { formatCount, formatDate, formatDuration } from "../../src/shared/format";
import type { RunRow } from "../../src/shared/runTable";
import { failureTag } from "../../src/shared/tags";
import { seriesVariable } from "../kit/palette";
import { statusIcons, statusWord } from "../kit/runState";
import { pageLocale, t } from "../kit/words";
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

/** What a cell's children are, so that scrolling changes texts and not elements. */
const shapes = new WeakMap<HTMLElement, string>();

function shaped(cell: HTMLElement, shape: string, make: () => readonly Element[]): HTMLCollection {
  if (shapes.get(cell) !== shape) {
    shapes.set(cell, shape);
    cell.replaceChildren(...make());
  }
  return cell.children;
}

/** For cells whose elements are made anew each time. */
function fill(cell: HTMLElement, ...parts: readonly Node[]): void {
  shapes.delete(cell);
  cell.replaceChildren(...parts);
}

function write(target: Element | undefined, className: string, text: string): void {
  if (target === undefined) return;
  if (target.className !== className) target.className = className;
  const node = target.firstChild;
  if (node === null) target.textContent = text;
  else if (node.nodeValue !== text) node.nodeValue = text;
}

/** Fills one cell of one line. What stood there is taken away, so a cell can be used for any column. */
export function paintCell(cell: HTMLElement, placed: Placed, line: Painted, paint: Paint): void {
  if (line.kind === "group") {
    paintGroupCell(cell, placed, line, paint);
    return;
  }
  const row = paint.board.row(line.run);
  if (row === undefined) {
    fill(cell);
    return;
  }
  switch (placed.kind) {
    case "select":
      paintSelect(cell, row, paint);
      return;
    case "status": {
      const icon = codicon(statusIcons[row.status], `state-${row.status.toLowerCase()}`);
      fill(cell, labelled(icon, statusWord(row.status)));
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
    fill(cell, box);
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
  swatch.dataset.act = "colour";
  swatch.title = t("Colour");
  const place = colours.of(row);
  if (place !== undefined) swatch.style.background = seriesVariable(place);
  const name = element("span", "name cut", row.name === "" ? t("(no name)") : row.name);
  name.dataset.act = "open";
  parts.push(swatch, name);
  if (line.kind === "run" && line.children > 0) parts.push(element("span", "small muted", formatCount(line.children)));
  if (row.starred) parts.push(labelled(codicon("star-full", "star"), t("Starred")));
  if (line.kind === "baseline") parts.push(labelled(codicon("pinned", "pin"), t("Baseline")));
  if (row.note) parts.push(labelled(codicon("note", "note"), t("Has a note")));
  fill(cell, ...parts);
}

/** What can be done with a run, in the cell of its name once somebody points at the row. */
export function addActs(cell: HTMLElement): void {
  if (cell.querySelector(".acts") !== null) return;
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
  cell.append(acts);
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
  const { hasSpark, hasDelta } = placed;
  const children = shaped(cell, `metric ${hasSpark} ${hasDelta}`, () => [
    ...(hasSpark ? [emptySpark()] : []),
    element("span", "value"),
    ...(hasDelta ? [element("span", "delta")] : []),
  ]);
  const isMissing = value === undefined;
  if (hasSpark) paintSpark(children[0] as SVGElement, key, line.run, paint);
  const text = isMissing ? "–" : formatAt(value, decimals);
  const tone = isMissing || Number.isNaN(value) ? "value missing" : Object.is(value, best) ? "value best" : "value";
  write(children[hasSpark ? 1 : 0], tone, text);
  if (hasDelta) paintDelta(children[hasSpark ? 2 : 1] as HTMLElement, placed, { line, decimals, board });
}

interface Delta {
  readonly line: Exclude<Painted, { kind: "group" }>;
  readonly decimals: number;
  readonly board: Board;
}

function paintDelta(slot: HTMLElement, placed: Placed, { line, decimals, board }: Delta): void {
  if (line.kind === "baseline") {
    const isFirst = board.visible().find(({ kind }) => kind === "metric")?.key === placed.key;
    write(slot, "delta muted", isFirst ? t("baseline") : "");
    return;
  }
  const delta = board.delta(placed.key, line.run);
  const text = formatDelta(delta, decimals);
  const direction = board.direction(placed.key);
  const isEven = text === "=" || text === "" || direction === "none";
  write(slot, isEven ? "delta muted" : delta < 0 === (direction === "lower") ? "delta good" : "delta bad", text);
}

function emptySpark(): Element {
  const picture = document.createElementNS(svg, "svg");
  picture.setAttribute("class", "spark");
  picture.setAttribute("width", String(sparkSize.width));
  picture.setAttribute("height", String(sparkSize.height));
  picture.setAttribute("aria-hidden", "true");
  const dot = document.createElementNS(svg, "circle");
  picture.append(document.createElementNS(svg, "path"), dot);
  return picture;
}

function paintSpark(picture: SVGElement, key: string, run: string, { board, loader, colours }: Paint): void {
  const spark = loader.spark(key, run);
  const [line, dot] = picture.children;
  if (spark === undefined || spark.values.length < 2) {
    line?.removeAttribute("d");
    dot?.removeAttribute("r");
    return;
  }
  const { path, x, y } = drawSpark(spark, board.direction(key));
  const row = board.row(run);
  const place = row && colours.of(row);
  picture.style.color = place === undefined ? "" : seriesVariable(place);
  line?.setAttribute("d", path);
  dot?.setAttribute("cx", String(x));
  dot?.setAttribute("cy", String(y));
  dot?.setAttribute("r", "1.75");
}

function paintWaiting(cell: HTMLElement): void {
  shaped(cell, "waiting", () => [element("span", "grey")]);
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
  const isMissing = text === undefined || text === "";
  const [only] = shaped(cell, "text", () => [element("span", "")]);
  write(only, isMissing ? "missing" : className, isMissing ? "–" : text);
}

/** What a fact, param or tag reads as. */
export function textOf(key: string, row: RunRow, board: Board): string | undefined {
  switch (key) {
    case nameKey:
      return row.name;
    case "status":
      return statusWord(row.status);
    case "start_time":
      return formatDate(row.start_time, { now: Date.now(), locale: pageLocale() });
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
  fill(cell, ...parts);
}

function paintGroupCell(cell: HTMLElement, placed: Placed, line: Extract<Line, { kind: "group" }>, paint: Paint): void {
  const { board } = paint;
  cell.removeAttribute("aria-expanded");
  if (placed.kind === "select") {
    fill(cell);
    return;
  }
  if (placed.kind === "status") {
    const twistie = codicon(line.isOpen ? "chevron-down" : "chevron-right", "twistie");
    twistie.dataset.act = "toggle";
    fill(cell, labelled(twistie, line.isOpen ? t("Collapse") : t("Expand")));
    return;
  }
  if (placed.kind === "name") {
    cell.setAttribute("aria-expanded", String(line.isOpen));
    const what = factTitleOf(board.state.group ?? "");
    const value = element("span", "group-value cut", line.value === undefined ? t("none") : line.value);
    fill(
      cell,
      element("span", "muted", what),
      value,
      element("span", "small muted", t("{0} runs", formatCount(line.runs.length))),
    );
    return;
  }
  if (placed.key === "start_time") {
    fill(cell, element("span", "muted", t("mean ± std")));
    return;
  }
  if (placed.kind !== "metric" || placed.column === undefined || !paint.loader.isRead(placed.key)) {
    fill(cell);
    return;
  }
  const spread = board.spread(placed.key, line);
  if (spread === undefined) {
    fill(cell, element("span", "value missing", "–"));
    return;
  }
  const { decimals } = board.facts(placed.column);
  const std = spread.count > 1 ? `± ${formatAt(spread.std, decimals)}` : "";
  fill(cell, element("span", "value", formatAt(spread.mean, decimals)), element("span", "delta muted", std));
}

function factTitleOf(key: string): string {
  return key.includes(".") ? key.slice(key.indexOf(".") + 1) : key;
}
