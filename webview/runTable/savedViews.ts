import type { SavedView } from "../../src/shared/savedViews";
import { openViewMenu } from "./menus";
import type { Board } from "./model/board";
import { applyView, isChanged, viewOf } from "./model/views";
import { source } from "./source";

export interface ViewWishes {
  attempt(act: () => Promise<unknown>): void;
  /** The filter is another one. */
  filterAgain(): void;
}

/** The saved views of the table, and which of them is on. */
export function createSavedViews(board: Board, { attempt, filterAgain }: ViewWishes) {
  let views: readonly SavedView[] = [];

  function current(): Omit<SavedView, "name"> {
    const { experiments = [] } = board.state;
    const [only] = experiments;
    const name = experiments.length === 1 && only !== undefined ? board.experimentName(only) : undefined;
    return viewOf(
      board.state,
      board.visible().map(({ key }) => key),
      name,
      Date.now(),
    );
  }

  function isOnChanged(): boolean {
    const applied = views.find(({ name }) => name === board.state.view);
    return applied !== undefined && isChanged(applied, current());
  }

  function apply(view: SavedView): void {
    const experiment = board.experiments.find(({ name }) => name === view.experiment);
    board.update(applyView(board.state, view));
    for (const part of ["group", "baseline"] as const) if (view[part] === undefined) board.without(part);
    if (experiment) board.update({ experiments: [experiment.id] });
    filterAgain();
  }

  function applyNone(): void {
    const { experiments } = board.state;
    board.update({ ...applyView(board.state, { name: "" }), ...(experiments ? { experiments } : {}) });
    board.without("group", "baseline", "view");
    filterAgain();
  }

  async function save(name: string): Promise<void> {
    await source.saveView({ name, ...current() });
    views = await source.views();
    board.update({ view: name });
  }

  async function remove(name: string): Promise<void> {
    await source.deleteView(name);
    views = await source.views();
    board.without("view");
  }

  return {
    /** The page stands without them, too. */
    async read(): Promise<void> {
      views = await source.views().catch(() => []);
    },
    /** What is shown is not any more what the view that is on says. */
    isOnChanged,
    openMenu(anchor: HTMLElement): void {
      openViewMenu(
        anchor,
        views,
        { name: board.state.view, isChanged: isOnChanged() },
        {
          apply,
          save: (name) => attempt(() => save(name)),
          remove: (name) => attempt(() => remove(name)),
          plain: applyNone,
        },
      );
    },
  };
}
