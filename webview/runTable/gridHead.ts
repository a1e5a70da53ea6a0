import { t } from "../kit/words";
import { type Layout, nameKey, type Placed, selectKey, shownWord } from "./layout";
import type { Board } from "./model/board";

export interface HeadActs {
  sort(column: string, isAdded: boolean): void;
  /** The menu of a column. */
  columnMenu(column: string, anchor: HTMLElement): void;
  resize(column: string, width: number): void;
  /** `before` undefined: to the end. */
  moveColumn(column: string, before: string | undefined): void;
}

/** The heads of columns, and of their groups above them. */
export function createHead(top: HTMLElement, board: Board, acts: HeadActs) {
  const groups = strip("groups");
  groups.element.setAttribute("aria-hidden", "true");
  const heads = strip("heads");
  heads.element.setAttribute("role", "row");
  heads.element.setAttribute("aria-rowindex", "1");
  heads.element.dataset.line = "head";
  const mark = document.createElement("div");
  mark.className = "drop-mark";
  mark.hidden = true;
  top.append(groups.element, heads.element, mark);
  const cells = new Map<string, HTMLElement>();
  let layout: Layout;
  let stamp = -1;

  function draw(next: Layout, loose: readonly Placed[], nextStamp: number): void {
    const isNew = stamp !== nextStamp;
    layout = next;
    stamp = nextStamp;
    const wanted = new Set([...layout.pinned, ...loose].map(({ key }) => key));
    for (const [key, cell] of cells)
      if (!wanted.has(key)) {
        cell.remove();
        cells.delete(key);
      }
    for (const placed of [...layout.pinned, ...loose]) {
      const parent = placed.isPinned ? heads.pins : heads.element;
      let cell = cells.get(placed.key);
      const isFresh = cell === undefined;
      if (cell === undefined) {
        cell = createHeadCell(placed.key);
        cells.set(placed.key, cell);
      }
      if (cell.parentElement !== parent || (isNew && placed.isPinned)) parent.append(cell);
      if (isFresh || isNew) paintHead(cell, placed);
    }
    if (!isNew) return;
    for (const each of [groups, heads]) {
      each.element.style.width = `max(100%, ${layout.width}px)`;
      each.pins.style.width = `${layout.pinnedWidth}px`;
    }
    drawGroups();
  }

  function drawGroups(): void {
    const made: HTMLElement[] = [];
    let last: { kind: Placed["kind"]; element: HTMLElement; x: number } | undefined;
    for (const placed of layout.loose) {
      if (placed.kind === "fact") continue;
      if (last?.kind !== placed.kind) {
        const element = document.createElement("div");
        element.className = "group-head";
        element.style.left = `${placed.x}px`;
        const label = document.createElement("span");
        label.textContent = placed.kind === "param" ? t("Params") : placed.kind === "metric" ? t("Metrics") : "";
        element.append(label);
        made.push(element);
        last = { kind: placed.kind, element, x: placed.x };
      }
      last.element.style.width = `${placed.x + placed.width - last.x}px`;
    }
    groups.element.replaceChildren(groups.pins, ...made);
  }

  function paintHead(cell: HTMLElement, placed: Placed): void {
    cell.className = `head col-${placed.kind} ${placed.isNumeric ? "number" : "text"} ${placed.isFirst ? "first" : ""}`;
    cell.setAttribute("aria-colindex", String(placed.index));
    cell.style.width = `${placed.width}px`;
    cell.style.left = placed.isPinned ? "" : `${placed.x}px`;
    if (placed.key === selectKey) {
      paintSelectAll(cell);
      return;
    }
    const { sort } = board.state;
    const at = sort.findIndex(({ key }) => key === placed.key);
    const sorted = sort[at];
    cell.setAttribute("aria-sort", sorted === undefined ? "none" : sorted.descending ? "descending" : "ascending");
    cell.setAttribute("aria-label", labelOf(placed));
    cell.title = tipOf(placed);
    const title = span("cut", placed.kind === "status" ? "" : placed.title);
    const word = placed.column ? shownWord(board, placed.column) : "";
    const parts = [title];
    if (word !== "") parts.push(span("word", word));
    if (sorted !== undefined) {
      parts.push(span(`codicon codicon-arrow-${sorted.descending ? "down" : "up"}`, ""));
      if (sort.length > 1) parts.push(span("place", String(at + 1)));
    }
    const grip = span("grip", "");
    parts.push(grip);
    cell.replaceChildren(...parts);
  }

  function paintSelectAll(cell: HTMLElement): void {
    const selected = board.selection().size;
    const all = board.rowCount;
    const state = selected === 0 ? "false" : selected >= all ? "true" : "mixed";
    const box = span(`box ${state === "true" ? "on" : state === "mixed" ? "mixed" : ""}`, "");
    box.setAttribute("role", "checkbox");
    box.setAttribute("aria-checked", state);
    box.setAttribute("aria-label", t("Select all"));
    cell.setAttribute("aria-label", t("Select all"));
    cell.replaceChildren(box);
  }

  function labelOf(placed: Placed): string {
    const word = placed.column ? shownWord(board, placed.column) : "";
    return word === "" ? placed.title : `${placed.title} ${word}`;
  }

  function tipOf({ key, title, kind }: Placed): string {
    if (kind !== "metric") return title;
    const direction = board.direction(key);
    if (direction === "none") return title;
    return `${title}\n${direction === "lower" ? t("Lower is better") : t("Higher is better")}`;
  }

  function createHeadCell(key: string): HTMLElement {
    const cell = document.createElement("div");
    cell.setAttribute("role", "columnheader");
    cell.dataset.column = key;
    cell.tabIndex = -1;
    if (key === selectKey) return cell;
    cell.addEventListener("contextmenu", (event) => {
      event.preventDefault();
      acts.columnMenu(key, cell);
    });
    cell.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      if ((event.target as Element).closest(".grip")) startResize(event, key, cell);
      else if (key !== nameKey && key !== "status") startDrag(event, key, cell);
    });
    return cell;
  }

  function startResize(event: PointerEvent, key: string, cell: HTMLElement): void {
    event.preventDefault();
    event.stopPropagation();
    const from = event.clientX;
    const { width } = cell.getBoundingClientRect();
    follow(cell, event, (moved) => acts.resize(key, Math.round(Math.max(40, width + moved.clientX - from))));
  }

  function startDrag(event: PointerEvent, key: string, cell: HTMLElement): void {
    const from = event.clientX;
    let before: string | undefined | null = null;
    const over = (moved: PointerEvent): void => {
      if (before === null && Math.abs(moved.clientX - from) < 6) return;
      const target = [...layout.pinned, ...layout.loose].filter(({ column }) => column !== undefined);
      const origin = heads.element.getBoundingClientRect().left;
      const xOf = (placed: Placed) =>
        placed.isPinned ? (cells.get(placed.key)?.getBoundingClientRect().left ?? 0) - origin : placed.x;
      const x = moved.clientX - origin;
      const next = target.find((placed) => x < xOf(placed) + placed.width / 2);
      before = next?.key;
      mark.hidden = false;
      mark.style.left = `${next ? xOf(next) : layout.width}px`;
      cell.classList.add("dragged");
    };
    follow(cell, event, over, () => {
      mark.hidden = true;
      cell.classList.remove("dragged");
      if (before === null) return;
      // the click that ends a drag sorts nothing
      const swallow = (click: Event) => click.stopPropagation();
      window.addEventListener("click", swallow, { capture: true });
      setTimeout(() => {
        window.removeEventListener("click", swallow, { capture: true });
        acts.moveColumn(key, before ?? undefined);
      });
    });
  }

  return { draw, cell: (column: string) => cells.get(column) };
}

function follow(
  cell: HTMLElement,
  event: PointerEvent,
  move: (event: PointerEvent) => void,
  end: () => void = () => undefined,
): void {
  const stop = new AbortController();
  const ended = () => {
    stop.abort();
    end();
  };
  cell.ownerDocument.addEventListener("pointermove", move, { signal: stop.signal });
  cell.ownerDocument.addEventListener("pointerup", ended, { signal: stop.signal });
  cell.ownerDocument.addEventListener("pointercancel", ended, { signal: stop.signal });
  if (event.pointerType === "touch") cell.releasePointerCapture(event.pointerId);
}

function strip(className: string): { element: HTMLElement; pins: HTMLElement } {
  const element = document.createElement("div");
  element.className = className;
  const pins = document.createElement("div");
  pins.className = "pins";
  pins.setAttribute("role", "presentation");
  element.append(pins);
  return { element, pins };
}

function span(className: string, text: string): HTMLElement {
  const made = document.createElement("span");
  made.className = className;
  made.textContent = text;
  return made;
}
