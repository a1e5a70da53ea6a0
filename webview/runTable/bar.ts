import { render } from "lit";
import { formatCount } from "../../src/shared/format";
import { starTag } from "../../src/shared/tags";
import { host } from "../kit/host";
import { say } from "../kit/page";
import { t } from "../kit/words";
import type { Board } from "./model/board";
import { type BarActs, selectionBar } from "./selectionBar";
import { source } from "./source";

/** How long a deletion can be undone from the bar. */
const undoFor = 10_000;

export interface BarPlaces {
  readonly bar: HTMLElement;
  /** Leaves room for the bar. */
  readonly table: HTMLElement;
}

/** The bar as it lives: what is selected, what was deleted a moment ago, and what did not work. */
export function createBar(
  places: BarPlaces,
  board: Board,
  { openExport, focusTable }: { openExport(anchor: HTMLElement, runs: readonly string[]): void; focusTable(): void },
) {
  let deleted: readonly string[] = [];
  let undoTimer: ReturnType<typeof setTimeout> | undefined;
  let failure: string | undefined;

  function fail(error: unknown): void {
    failure = error instanceof Error ? error.message : String(error);
    host.fault(failure);
    draw();
  }

  function attempt(act: () => Promise<unknown>): void {
    failure = undefined;
    act().catch(fail);
  }

  async function remove(): Promise<void> {
    const runs = board.selected();
    if (runs.length === 0 || host.isAway()) return;
    try {
      failure = undefined;
      await source.delete(runs);
      deleted = runs;
      board.update({ selected: [] });
      say(t("{0} runs deleted", formatCount(runs.length)));
      clearTimeout(undoTimer);
      undoTimer = setTimeout(() => {
        deleted = [];
        draw();
      }, undoFor);
    } catch (error) {
      fail(error);
    }
    draw();
  }

  const acts: BarActs = {
    compare: () => host.command("compareRuns", board.selected()).catch(fail),
    tag: () => host.command("addRunTag", board.selected()).catch(fail),
    star: () =>
      attempt(() =>
        areStarred() ? source.untag(board.selected(), starTag) : source.tag(board.selected(), starTag, "true"),
      ),
    export: (anchor) => openExport(anchor, board.selected()),
    delete: () => void remove(), // says itself what failed
    undo: () =>
      attempt(async () => {
        const runs = deleted;
        deleted = [];
        clearTimeout(undoTimer);
        draw();
        await source.restore(runs);
        say(t("{0} runs restored", formatCount(runs.length)));
      }),
    clear() {
      failure = undefined;
      deleted = [];
      board.update({ selected: [] });
      focusTable();
    },
  };

  function areStarred(): boolean {
    const { selected } = board.state;
    return selected.length > 0 && selected.every((run) => board.row(run)?.starred);
  }

  function draw(): void {
    const shown = {
      selected: board.state.selected.length,
      areStarred: areStarred(),
      deleted: deleted.length,
      isOff: host.isAway(),
      failure,
    };
    render(selectionBar(shown, acts), places.bar);
    places.table.classList.toggle("under-bar", places.bar.childElementCount > 0);
  }

  return {
    draw,
    fail,
    /** What fails is said in the bar. */
    attempt,
    /** Deletes the selected runs; says itself what failed. */
    remove,
  };
}
