import { host } from "../kit/host";
import { openMenu, runsContext } from "../kit/menu";
import { say } from "../kit/page";
import { t } from "../kit/words";
import type { Grid, GridActs, Spot } from "./grid";
import { factTitle, nameKey, selectKey, statusKey } from "./layout";
import type { Loader } from "./loader";
import { openColumnMenu, setLook } from "./menus";
import type { Board } from "./model/board";
import { movedBefore } from "./model/columns";
import { runsBetween } from "./model/lines";

export interface TableWorld {
  readonly board: Board;
  readonly loader: Loader;
  setBaseline(run: string | undefined): void;
  /** The experiments that the page was opened with: commands find it by them. */
  readonly opened: readonly string[];
  grid(): Grid;
  failed(error: unknown): void;
  deleteSelected(): void;
}

/** Sparklines are asked for when the table has come to rest. */
const restsAfter = 80;

/** What clicks and keys on the table do. */
export function createTableActs({
  board,
  loader,
  opened,
  grid,
  failed,
  deleteSelected,
  setBaseline,
}: TableWorld): GridActs {
  /** Where a range of rows began. */
  let mark: string | undefined;
  let resting: ReturnType<typeof setTimeout> | undefined;

  const runOf = ({ line }: Spot): string | undefined => grid().runAt(line);

  function openRun(run: string): void {
    host.command("openRun", run).catch(failed);
  }

  function select(runs: readonly string[], isOn: boolean): void {
    const next = new Set(board.state.selected);
    for (const run of runs) {
      if (isOn) next.add(run);
      else next.delete(run);
    }
    board.update({ selected: [...next] });
    say(t("{0} selected", next.size));
  }

  function toggle(spot: Spot, isRange: boolean): void {
    const { lines, placeOf } = grid();
    const at = placeOf(spot.line);
    const line = at === undefined ? undefined : lines[at];
    const from = mark === undefined ? undefined : placeOf(mark);
    if (isRange && at !== undefined && from !== undefined) {
      select(runsBetween(lines, from, at), true);
      return;
    }
    mark = spot.line;
    const runs = line?.kind === "group" ? line.runs : [runOf(spot)].filter((run) => run !== undefined);
    if (runs.length > 0) select(runs, !runs.every((run) => board.selection().has(run)));
  }

  function selectAll(): void {
    const all = board.runs();
    const isAll = board.selection().size >= all.length;
    board.update({ selected: isAll ? [] : all });
    say(isAll ? t("Nothing selected") : t("{0} selected", all.length));
  }

  /** Opens or closes a group or nested runs; false when there is nothing to open. */
  function fold(spot: Spot, isOpen?: boolean): boolean {
    const at = grid().placeOf(spot.line);
    const line = at === undefined ? undefined : grid().lines[at];
    if (line === undefined || (line.kind === "run" && line.children === 0)) return false;
    if (isOpen === line.isOpen) return false;
    const { closed } = board.state;
    board.update({ closed: line.isOpen ? [...closed, line.key] : closed.filter((key) => key !== line.key) });
    say(line.isOpen ? t("Collapsed") : t("Expanded"));
    return true;
  }

  /** A second click turns the sort round, a third takes it away; the first shows the best first. */
  function sort(key: string, isAdded: boolean): void {
    const now = board.state.sort.find((each) => each.key === key);
    const isFirstDescending = firstDescending(key);
    if (now === undefined) setSort(key, isFirstDescending, isAdded);
    else if (now.descending === isFirstDescending) setSort(key, !isFirstDescending, isAdded);
    else setSort(key, undefined, isAdded);
  }

  function firstDescending(key: string): boolean {
    if (key === "start_time") return true;
    return key.startsWith("metrics.") && board.direction(key) === "higher";
  }

  function setSort(key: string, descending: boolean | undefined, isAdded: boolean): void {
    const { sort: before } = board.state;
    const own = descending === undefined ? [] : [{ key, descending }];
    const next = isAdded
      ? before.some((each) => each.key === key)
        ? before.flatMap((each) => (each.key === key ? own : [each]))
        : [...before, ...own]
      : own;
    loader
      .want([key])
      .then(() => {
        board.update({ sort: next });
        const word = descending === undefined ? t("not sorted") : descending ? t("descending") : t("ascending");
        say(`${factTitle(key)}: ${word}`);
      })
      .catch(failed);
  }

  function moveColumn(key: string, before: string | undefined): void {
    const order = board.visible().map((each) => each.key);
    board.update({ order: movedBefore(order, key, before) });
  }

  function columnMenu(key: string, anchor: HTMLElement): void {
    openColumnMenu(anchor, key, board, (column, descending) => setSort(column, descending, false));
  }

  /** Keys on the head of a column. */
  function headKey({ column }: Spot, event: KeyboardEvent): boolean {
    const cell = grid().cellAt({ line: "head", column });
    const order = board.visible().map((each) => each.key);
    const at = order.indexOf(column);
    switch (event.key) {
      case "Enter":
      case " ":
        if (column === selectKey) selectAll();
        else sort(column, event.shiftKey);
        return true;
      case "F10":
      case "ContextMenu":
        if ((event.key === "F10" && !event.shiftKey) || cell === undefined || column === selectKey) return false;
        columnMenu(column, cell);
        return true;
      case "ArrowLeft":
      case "ArrowRight": {
        const isRight = event.key === "ArrowRight";
        const placed = grid().layout.byKey.get(column);
        if (event.altKey && at >= 0) {
          if (isRight ? at < order.length - 1 : at > 0) moveColumn(column, isRight ? order[at + 2] : order[at - 1]);
          grid().reveal("head");
          return true;
        }
        if (event.shiftKey && placed) {
          setLook(board, column, { width: Math.max(40, placed.width + (isRight ? 16 : -16)) });
          return true;
        }
        return false;
      }
      default:
        return false;
    }
  }

  function rowKey(spot: Spot, event: KeyboardEvent): boolean {
    const run = runOf(spot);
    const cell = grid().cellAt(spot);
    switch (event.key) {
      case " ":
        toggle(spot, event.shiftKey);
        return true;
      case "Enter":
        if (run === undefined) fold(spot);
        else openRun(run);
        return true;
      case "F10":
      case "ContextMenu":
        if ((event.key === "F10" && !event.shiftKey) || run === undefined || cell === undefined) return false;
        openMenu(cell);
        return true;
      case "b":
        if (run === undefined || event.ctrlKey || event.metaKey || event.altKey) return false;
        setBaseline(run === board.state.baseline ? undefined : run);
        return true;
      case "F2":
        if (run !== undefined) host.command("renameRun", run).catch(failed);
        return run !== undefined;
      case "Delete":
        if (board.state.selected.length === 0 && run !== undefined) select([run], true);
        deleteSelected();
        return true;
      case "ArrowUp":
      case "ArrowDown": {
        if (!event.shiftKey) return false;
        const { lines, placeOf } = grid();
        const at = placeOf(spot.line);
        if (at === undefined) return false;
        const next = lines[at + (event.key === "ArrowUp" ? -1 : 1)];
        if (next === undefined) return true;
        mark ??= spot.line;
        grid().focusAt({ line: next.key, column: spot.column });
        select(runsBetween(lines, placeOf(mark) ?? at, placeOf(next.key) ?? at), true);
        return true;
      }
      case "ArrowLeft":
      case "ArrowRight":
        if (spot.column !== nameKey && spot.column !== statusKey) return false;
        return !event.ctrlKey && fold(spot, event.key === "ArrowRight");
      default:
        return false;
    }
  }

  return {
    sort,
    columnMenu,
    moveColumn,
    context(run) {
      const isSelected = board.selection().has(run);
      return runsContext("run", isSelected ? board.selected() : [run], {
        tidemarkStarred: board.row(run)?.starred === true,
        tidemarkSeveral: isSelected && board.selection().size > 1,
        tidemarkExperiments: opened,
      });
    },
    resize: (key, width) => setLook(board, key, { width }),

    click(spot, event) {
      const target = event.target as Element;
      const act = target.closest<HTMLElement>("[data-act]")?.dataset.act;
      const run = runOf(spot);
      if (spot.line === "head") {
        if (target.closest(".grip")) return;
        if (spot.column === selectKey) selectAll();
        else sort(spot.column, event.shiftKey);
        return;
      }
      if (act === "toggle") fold(spot);
      else if (act === "menu") openMenu(target.closest<HTMLElement>("[data-act]") as HTMLElement);
      else if (spot.column === selectKey || event.ctrlKey || event.metaKey || event.shiftKey)
        toggle(spot, event.shiftKey);
      else if (act === "colour" && run !== undefined) host.command("colourRun", run).catch(failed);
      else if (act === "open" && run !== undefined) openRun(run);
      else if (run === undefined) fold(spot);
      else mark = spot.line;
    },

    key(spot, event) {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a") {
        selectAll();
        return true;
      }
      if (event.key === "Escape" && board.state.selected.length > 0) {
        board.update({ selected: [] });
        say(t("Nothing selected"));
        return true;
      }
      return spot.line === "head" ? headKey(spot, event) : rowKey(spot, event);
    },

    seen(columns, runs) {
      loader
        .want(
          columns.map(({ key }) => key),
          true,
        )
        .catch(failed);
      clearTimeout(resting);
      const draw = () => {
        for (const { key, hasSpark } of columns) if (hasSpark) loader.wantSparks(key, runs).catch(failed);
      };
      resting = setTimeout(draw, restsAfter);
    },
  };
}
