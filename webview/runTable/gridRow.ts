import { t } from "../kit/words";
import { type Layout, type Placed, rowHeight } from "./layout";
import { type Paint, type Painted, paintCell } from "./paint";

/** One row of the screen. It is used again for another line when its own has gone out of sight. */
export interface GridRow {
  readonly element: HTMLElement;
  key: string;
  show(line: Painted, where: Where): void;
  cell(column: string): HTMLElement | undefined;
  cells(): Iterable<[string, HTMLElement]>;
}

export interface Where {
  readonly layout: Layout;
  readonly loose: readonly Placed[];
  /** From the top of the body, in lines. */
  readonly at: number;
  /** As aria counts. */
  readonly index: number;
  /** When this is another than the last time, every cell is painted anew. */
  readonly stamp: number;
  readonly isSelected: boolean;
}

export function createRow(paint: Paint): GridRow {
  const element = document.createElement("div");
  element.setAttribute("role", "row");
  const pins = document.createElement("div");
  pins.className = "pins";
  pins.setAttribute("role", "presentation");
  element.append(pins);
  const cells = new Map<string, HTMLElement>();
  /** As what each cell was placed last. */
  const placed = new WeakMap<HTMLElement, Placed>();
  let drawn: Layout | undefined;
  let stamp = -1;
  let at = -1;

  function place(cell: HTMLElement, column: Placed): void {
    if (placed.get(cell) === column) return;
    placed.set(cell, column);
    const isRowHead = column.kind === "name";
    cell.setAttribute("role", isRowHead ? "rowheader" : "gridcell");
    cell.setAttribute("aria-colindex", String(column.index));
    cell.className = `cell col-${column.kind} ${column.isNumeric ? "number" : "text"} ${column.isFirst ? "first" : ""}`;
    cell.dataset.column = column.key;
    cell.tabIndex = -1;
    cell.style.width = `${column.width}px`;
    cell.style.left = column.isPinned ? "" : `${column.x}px`;
    cell.classList.toggle("with-delta", column.hasDelta);
  }

  const row: GridRow = {
    element,
    key: "",
    cell: (column) => cells.get(column),
    cells: () => cells.entries(),
    show(line, where) {
      const { layout, loose } = where;
      const isNew = stamp !== where.stamp || row.key !== line.key;
      if (isNew) {
        row.key = line.key;
        stamp = where.stamp;
        element.className = `row ${line.kind}`;
        element.classList.toggle("chosen", where.isSelected);
        element.dataset.line = line.key;
        if (line.kind === "group") element.removeAttribute("aria-selected");
        else element.setAttribute("aria-selected", String(where.isSelected));
      }
      if (drawn !== layout) {
        drawn = layout;
        element.style.width = `max(100%, ${layout.width}px)`;
        pins.style.width = `${layout.pinnedWidth}px`;
      }
      if (at !== where.at) {
        at = where.at;
        if (line.kind !== "baseline") element.style.transform = `translateY(${at * rowHeight}px)`;
      }
      element.setAttribute("aria-rowindex", String(where.index));
      const wanted = new Set<string>();
      for (const column of layout.pinned) wanted.add(column.key);
      for (const column of loose) wanted.add(column.key);
      const free: HTMLElement[] = [];
      for (const [key, cell] of cells)
        if (!wanted.has(key)) {
          cells.delete(key);
          if (cell.parentElement === element) free.push(cell);
          else cell.remove();
        }
      for (const column of [...layout.pinned, ...loose]) {
        let cell = cells.get(column.key);
        const parent = column.isPinned ? pins : element;
        if (cell !== undefined && cell.parentElement !== parent) {
          cell.remove();
          cell = undefined;
        }
        const isFresh = cell === undefined;
        if (cell === undefined) {
          cell = column.isPinned ? undefined : free.pop();
          cell ??= document.createElement("div");
          if (cell.parentElement !== parent) parent.append(cell);
          cells.set(column.key, cell);
        }
        if (!isFresh && !isNew) continue;
        place(cell, column);
        paintCell(cell, column, line, paint);
      }
      for (const cell of free) cell.remove();
      // cells are read in the order of the page, pinned ones first
      if (pins.childElementCount > 3 && isNew)
        for (const column of layout.pinned) {
          const cell = cells.get(column.key) as HTMLElement;
          if (pins.children[layout.pinned.indexOf(column)] !== cell) pins.append(cell);
        }
    },
  };
  return row;
}

/** What a screen reader says of a cell that shows nothing. */
export function emptyLabel(cell: HTMLElement): string | undefined {
  return cell.textContent === "" && cell.querySelector("[aria-label]") === null ? t("Empty") : undefined;
}
