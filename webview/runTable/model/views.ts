import { type SavedView, shownValues, type ViewColumn } from "../../../src/shared/savedViews";
import { filterWith } from "./chips";
import { firstState, type Look, type State } from "./state";

/** What of the page's state a saved view has. `columns`: keys as they stand now. */
export function viewOf(
  state: State,
  columns: readonly string[],
  experiment: string | undefined,
  now: number,
): Omit<SavedView, "name"> {
  const filter = filterWith(state.filter, state.chips, now);
  const isOwnChoice =
    state.mode !== "differ" || state.order.length > 0 || state.hidden.length > 0 || state.shown.length > 0;
  const isMade = isOwnChoice || Object.keys(state.looks).length > 0;
  return {
    ...(experiment === undefined ? {} : { experiment }),
    ...(filter === "" ? {} : { filter }),
    ...(isMade ? { columns: columns.map((key) => columnOf(key, state.looks[key])) } : {}),
    ...(state.sort.length === 0 ? {} : { sort: state.sort.map(({ key, descending }) => ({ key, descending })) }),
    ...(state.group === undefined ? {} : { group: state.group }),
    ...(state.baseline === undefined ? {} : { baseline: state.baseline }),
  };
}

function columnOf(key: string, look: Look | undefined): ViewColumn {
  return {
    key,
    ...(look?.width === undefined ? {} : { width: look.width }),
    ...(look?.isPinned ? { pinned: true } : {}),
    ...(look?.show === undefined ? {} : { show: look.show }),
  };
}

/** The state with a saved view in it; what a view does not say is as at first. Chips are none: the filter has them. */
export function applyView(state: State, view: SavedView): State {
  const looks = Object.fromEntries(
    (view.columns ?? []).map(({ key, width, pinned, show }): [string, Look] => [
      key,
      {
        ...(width === undefined ? {} : { width }),
        ...(pinned ? { isPinned: true } : {}),
        ...(show === undefined || !shownValues.includes(show) ? {} : { show }),
      },
    ]),
  );
  const keys = view.columns?.map(({ key }) => key);
  const { experiments, recent, isNested, selected } = state;
  return {
    ...firstState,
    ...(experiments === undefined ? {} : { experiments }),
    recent,
    isNested,
    selected,
    view: view.name,
    filter: view.filter ?? "",
    looks,
    ...(keys ? { mode: "chosen" as const, shown: keys, order: keys } : {}),
    sort: (view.sort ?? []).map(({ key, descending = false }) => ({ key, descending })),
    ...(view.group === undefined ? {} : { group: view.group }),
    ...(view.baseline === undefined ? {} : { baseline: view.baseline }),
  };
}

/** The view says something else than what is on the screen. */
export function isChanged(view: SavedView, now: Omit<SavedView, "name">): boolean {
  const parts = ["filter", "columns", "sort", "group", "baseline"] as const;
  return parts.some((part) => JSON.stringify(view[part] ?? null) !== JSON.stringify(now[part] ?? null));
}
