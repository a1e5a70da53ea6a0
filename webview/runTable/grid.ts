import { t } from "../kit/words";
import { createHead, type HeadActs } from "./gridHead";
import { createRow, emptyLabel, type GridRow } from "./gridRow";
import { columnsInSight, type Layout, layOut, nameKey, type Placed, rowHeight } from "./layout";
import type { Line } from "./model/lines";
import { addActs, type Paint, paintCell } from "./paint";
import { tooltipOf } from "./tooltip";

/** A cell that has the focus when the table has it. `head` and `baseline` are the rows above the lines. */
export interface Spot {
  readonly line: string;
  readonly column: string;
}

export interface GridActs extends HeadActs {
  /** What the editor's menu is told of a run, just before it opens. */
  context(run: string): string;
  /** What a click or a key on a cell means; the grid itself moves the focus. */
  click(spot: Spot, event: MouseEvent): void;
  key(spot: Spot, event: KeyboardEvent): boolean;
  /** Columns and runs that have come into sight. */
  seen(columns: readonly Placed[], runs: readonly string[]): void;
}

const headHeight = 44;
/** Lines drawn beyond what can be seen, so that a quick turn of the wheel meets no gap. */
const beyond = 6;

export type Grid = ReturnType<typeof createGrid>;

/** The table itself: only what can be seen is in the document, and what leaves the screen at one end comes back at the other. */
export function createGrid(root: HTMLElement, paint: Paint, acts: GridActs) {
  const { board } = paint;
  const grid = document.createElement("div");
  grid.className = "grid";
  grid.setAttribute("role", "grid");
  grid.setAttribute("aria-multiselectable", "true");
  grid.setAttribute("aria-label", t("Runs"));
  const top = document.createElement("div");
  top.className = "top";
  top.setAttribute("role", "rowgroup");
  const body = document.createElement("div");
  body.className = "body";
  body.setAttribute("role", "rowgroup");
  grid.append(top, body);
  root.append(grid);

  const head = createHead(top, board, acts);
  const baselineRow = createRow(paint);
  const rows = new Map<string, GridRow>();
  const free: GridRow[] = [];
  let places = new Map<string, number>();
  let lines: readonly Line[] = [];
  let layout: Layout = layOut(board, 800);
  let stamp = 0;
  let isStale = true;
  let frame = 0;
  let spot: Spot = { line: "head", column: nameKey };
  /** The baseline when the table was last prepared. */
  let pinned: string | undefined;
  let page = { width: 0, height: 0 };
  let isTold = "";

  const topHeight = () => headHeight + (hasBaseline() ? rowHeight : 0);
  const hasBaseline = () => board.state.baseline !== undefined && board.row(board.state.baseline) !== undefined;
  const firstIndex = () => (hasBaseline() ? 3 : 2);

  function order(): string[] {
    return ["head", ...(hasBaseline() ? ["baseline"] : []), ...lines.map(({ key }) => key)];
  }

  /** Once a frame at most. */
  function plan(): void {
    if (frame === 0) frame = requestAnimationFrame(draw);
  }

  /** Something that is drawn has changed. */
  function refresh(): void {
    isStale = true;
    plan();
  }

  function draw(): void {
    if (frame !== 0) cancelAnimationFrame(frame);
    frame = 0;
    // a page that draws must not take the focus from the editor, whose lists close then
    const hadFocus = document.hasFocus() && grid.contains(document.activeElement);
    if (isStale) prepare();
    const first = Math.max(0, Math.floor(grid.scrollTop / rowHeight) - beyond);
    const count = Math.ceil((page.height - topHeight()) / rowHeight) + 2 * beyond;
    const last = Math.min(lines.length, first + Math.max(count, beyond));
    let loose = columnsInSight(layout, grid.scrollLeft, page.width);
    const focused = layout.byKey.get(spot.column);
    if (focused && !focused.isPinned && !loose.includes(focused)) loose = [...loose, focused];
    const wanted = new Set<number>();
    for (let at = first; at < last; at++) wanted.add(at);
    const own = places.get(spot.line);
    if (own !== undefined) wanted.add(own); // the focus stays where it is, in sight or not
    const keys = new Set([...wanted].map((at) => (lines[at] as Line).key));
    for (const [key, row] of rows)
      if (!keys.has(key)) {
        rows.delete(key);
        free.push(row);
      }
    const selection = board.selection();
    for (const at of wanted) {
      const line = lines[at] as Line;
      let row = rows.get(line.key);
      if (row === undefined) {
        row = free.pop() ?? createRow(paint);
        if (row.element.parentElement === null) body.append(row.element);
        row.element.hidden = false;
        rows.set(line.key, row);
      }
      const isSelected = line.kind === "run" && selection.has(line.run);
      row.show(line, { layout, loose, at, index: at + firstIndex(), stamp, isSelected });
    }
    for (const row of free) row.element.hidden = true;
    drawTop(loose);
    settleFocus(hadFocus);
    const inSight = lines.slice(Math.max(0, first), last).flatMap((line) => (line.kind === "run" ? [line.run] : []));
    const { baseline } = board.state;
    acts.seen(loose, hasBaseline() && baseline !== undefined ? [baseline, ...inSight] : inSight);
  }

  function prepare(): void {
    isStale = false;
    stamp++;
    layout = layOut(board, page.width || grid.clientWidth || 800);
    const before = places.get(spot.line);
    lines = board.lines();
    places = new Map(lines.map(({ key }, at) => [key, at]));
    body.style.height = `${lines.length * rowHeight}px`;
    body.style.width = `max(100%, ${layout.width}px)`;
    grid.setAttribute("aria-rowcount", String(lines.length + firstIndex() - 1));
    grid.setAttribute("aria-colcount", String(layout.columns.length));
    grid.style.setProperty("--pinned", `${layout.pinnedWidth}px`);
    grid.style.scrollPadding = `${topHeight()}px 0 0 ${layout.pinnedWidth}px`;
    spot = { ...spot, line: heirOf(spot.line, before) };
    pinned = hasBaseline() ? board.state.baseline : undefined;
    if (!layout.byKey.has(spot.column)) spot = { ...spot, column: nameKey };
  }

  /** Where the focus goes when its line is no more: with the run to the pinned row or back, else to what moved up there. */
  function heirOf(line: string, before: number | undefined): string {
    if (line === "head" || places.has(line)) return line;
    if (line === "baseline" && hasBaseline()) return line;
    if (line === "baseline") return pinned !== undefined && places.has(pinned) ? pinned : "head";
    if (hasBaseline() && line === board.state.baseline) return "baseline";
    return lines[Math.min(before ?? 0, lines.length - 1)]?.key ?? "head";
  }

  function drawTop(loose: readonly Placed[]): void {
    head.draw(layout, loose, stamp);
    const { baseline } = board.state;
    const isThere = hasBaseline();
    if (isThere && baseline !== undefined) {
      if (baselineRow.element.parentElement === null) top.append(baselineRow.element);
      const isSelected = board.selection().has(baseline);
      const line = { kind: "baseline", key: "baseline", run: baseline } as const;
      baselineRow.show(line, { layout, loose, at: 0, index: 2, stamp, isSelected });
    } else baselineRow.element.remove();
  }

  function cellAt({ line, column }: Spot): HTMLElement | undefined {
    if (line === "head") return head.cell(column);
    return (line === "baseline" ? baselineRow : rows.get(line))?.cell(column);
  }

  /** Exactly one cell can be reached with Tab. */
  let reachable: HTMLElement | undefined;
  function settleFocus(hadFocus: boolean): void {
    const cell = cellAt(spot);
    if (cell === undefined) return;
    if (reachable !== cell) {
      if (reachable) reachable.tabIndex = -1;
      reachable = cell;
    }
    cell.tabIndex = 0;
    if (spot.column === nameKey) offerActs(spot.line);
    const label = emptyLabel(cell);
    if (label === undefined) cell.removeAttribute("aria-label");
    else cell.setAttribute("aria-label", label);
    if (hadFocus && document.activeElement !== cell && !cell.contains(document.activeElement))
      cell.focus({ preventScroll: true });
  }

  function reveal({ line, column }: Spot): void {
    const at = places.get(line);
    if (at !== undefined) {
      const y = at * rowHeight;
      const room = page.height - topHeight();
      if (y < grid.scrollTop) grid.scrollTop = y;
      else if (y + rowHeight > grid.scrollTop + room) grid.scrollTop = y + rowHeight - room;
    }
    const placed = layout.byKey.get(column);
    if (placed === undefined || placed.isPinned) return;
    const { x, width } = placed;
    if (x < grid.scrollLeft + layout.pinnedWidth) grid.scrollLeft = x - layout.pinnedWidth;
    else if (x + width > grid.scrollLeft + page.width) grid.scrollLeft = x + width - page.width;
  }

  function focusAt(next: Spot): void {
    spot = next;
    reveal(next);
    draw();
    cellAt(spot)?.focus({ preventScroll: true });
  }

  function move(rowsBy: number, columnsBy: number): void {
    const all = order();
    const row = Math.min(Math.max(all.indexOf(spot.line) + rowsBy, 0), all.length - 1);
    const columns = layout.columns;
    const at = columns.findIndex(({ key }) => key === spot.column) + columnsBy;
    const column = columns[Math.min(Math.max(at, 0), columns.length - 1)];
    if (column) focusAt({ line: all[row] ?? "head", column: column.key });
  }

  /** True: the key moved the focus. */
  function moveBy(event: KeyboardEvent): boolean {
    if (event.altKey || event.metaKey || (event.shiftKey && event.key !== "Tab")) return false;
    const pageful = Math.max(1, Math.floor((page.height - topHeight()) / rowHeight) - 1);
    const far = Number.MAX_SAFE_INTEGER / 4;
    switch (event.key) {
      case "ArrowDown":
        move(event.ctrlKey ? far : 1, 0);
        return true;
      case "ArrowUp":
        move(event.ctrlKey ? -far : -1, 0);
        return true;
      case "ArrowRight":
        move(0, event.ctrlKey ? far : 1);
        return true;
      case "ArrowLeft":
        move(0, event.ctrlKey ? -far : -1);
        return true;
      case "Home":
        move(event.ctrlKey ? -far : 0, -far);
        return true;
      case "End":
        move(event.ctrlKey ? far : 0, far);
        return true;
      case "PageDown":
        move(pageful, 0);
        return true;
      case "PageUp":
        move(-pageful, 0);
        return true;
      default:
        return false;
    }
  }

  function offerActs(line: string): void {
    const name = cellAt({ line, column: nameKey });
    if (name && line !== "head" && runAt(line) !== undefined) addActs(name);
  }

  function runAt(line: string): string | undefined {
    if (line === "baseline") return board.state.baseline;
    const found = lines[places.get(line) ?? -1];
    return found?.kind === "run" ? found.run : undefined;
  }

  function spotOf(event: Event): Spot | undefined {
    const cell = (event.target as Element).closest<HTMLElement>("[data-column]");
    const line = cell?.closest<HTMLElement>("[data-line]")?.dataset.line;
    const column = cell?.dataset.column;
    return line === undefined || column === undefined ? undefined : { line, column };
  }

  grid.addEventListener("scroll", plan, { passive: true });
  grid.addEventListener("keydown", (event) => {
    if (acts.key(spot, event) || moveBy(event)) event.preventDefault();
  });
  grid.addEventListener("click", (event) => {
    const clicked = spotOf(event);
    if (clicked === undefined) return;
    focusAt(clicked);
    acts.click(clicked, event);
  });
  grid.addEventListener("focusin", (event) => {
    const met = spotOf(event);
    if (met === undefined || (met.line === spot.line && met.column === spot.column)) return;
    spot = met;
    settleFocus(false);
  });
  // the editor reads this when the event has come up to the window
  grid.addEventListener("contextmenu", (event) => {
    const met = spotOf(event);
    if (met === undefined || met.line === "head") return;
    const run = runAt(met.line);
    const row = (event.target as Element).closest<HTMLElement>(".row");
    if (row === null) return;
    if (run === undefined) event.preventDefault();
    else row.dataset.vscodeContext = acts.context(run);
  });
  // a tooltip is made when somebody points at a cell, not for each that is drawn
  grid.addEventListener("pointerover", (event) => {
    const met = spotOf(event);
    const cell = met && cellAt(met);
    if (met !== undefined) offerActs(met.line);
    if (met === undefined || cell === undefined || isTold === `${met.line} ${met.column} ${stamp}`) return;
    isTold = `${met.line} ${met.column} ${stamp}`;
    cell.title = tooltipOf(met.column, runAt(met.line), board);
  });
  new ResizeObserver(() => {
    page = { width: grid.clientWidth, height: grid.clientHeight };
    refresh();
  }).observe(grid);

  return {
    element: grid,
    refresh,
    draw: () => {
      page = { width: grid.clientWidth, height: grid.clientHeight };
      isStale = true;
      draw();
    },
    get spot(): Spot {
      return spot;
    },
    get layout(): Layout {
      return layout;
    },
    get lines(): readonly Line[] {
      return lines;
    },
    runAt,
    placeOf: (line: string): number | undefined => places.get(line),
    cellAt,
    colours: paint.colours,
    /** Keys of the columns that can be seen. */
    wanted: (): string[] => columnsInSight(layout, grid.scrollLeft, page.width).map(({ key }) => key),
    /** Paints these cells of runs in sight anew, and nothing else. */
    repaint(column: string, runs: readonly string[]): void {
      const placed = layout.byKey.get(column);
      if (placed === undefined) return;
      for (const run of runs) {
        const cell = rows.get(run)?.cell(column);
        const line = lines[places.get(run) ?? -1];
        if (cell && line) paintCell(cell, placed, line, paint);
        if (run === board.state.baseline) {
          const pinned = baselineRow.cell(column);
          if (pinned) paintCell(pinned, placed, { kind: "baseline", key: "baseline", run }, paint);
        }
      }
    },
    /** A second has passed: what is running has run longer. */
    tick(): void {
      const placed = layout.byKey.get("duration");
      if (placed === undefined) return;
      for (const [key, row] of rows) {
        const cell = row.cell("duration");
        const line = lines[places.get(key) ?? -1];
        if (cell && line?.kind === "run" && board.row(line.run)?.status === "RUNNING")
          paintCell(cell, placed, line, paint);
      }
    },
    focus: () => focusAt(spot),
    focusAt,
    scrollTo(top: number, left: number): void {
      grid.scrollTo({ top, left, behavior: "instant" });
      draw();
    },
    /** Brings a line to the top of what can be seen. */
    reveal: (line: string) => reveal({ line, column: spot.column }),
  };
}
