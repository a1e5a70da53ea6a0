import type { Stretch } from "./model";

/**
 * What charts beside each other share: the stretch of the x axis that is shown, and where the pointer reads. A chart without
 * company has a group of its own.
 */
export interface ChartGroup {
  readonly view: Stretch | undefined;
  /** A place on the x axis. */
  readonly cursor: number | undefined;
  look(view: Stretch | undefined): void;
  point(cursor: number | undefined): void;
  /** Returns how to stop listening. */
  listen(listener: GroupListener): () => void;
}

export interface GroupListener {
  viewed(): void;
  pointed(): void;
}

export function createChartGroup(): ChartGroup {
  const listeners = new Set<GroupListener>();
  let view: Stretch | undefined;
  let cursor: number | undefined;
  return {
    get view() {
      return view;
    },
    get cursor() {
      return cursor;
    },
    look(wanted) {
      if (wanted?.from === view?.from && wanted?.to === view?.to) return;
      view = wanted;
      for (const listener of listeners) listener.viewed();
    },
    point(wanted) {
      if (wanted === cursor) return;
      cursor = wanted;
      for (const listener of listeners) listener.pointed();
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
