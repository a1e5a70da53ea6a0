/** Something changed that a window may show. `kind` is a noun of the room that says it: run, experiment, model, trace. */
export interface Change {
  readonly kind: string;
  readonly id: string;
  readonly [detail: string]: string | number | boolean | undefined;
}

export interface Events {
  emit(change: Change): void;
  /** Returns how to stop listening. */
  listen(listener: (change: Change) => void): () => void;
}

export function createEvents(): Events {
  const listeners = new Set<(change: Change) => void>();
  return {
    emit(change) {
      for (const listener of listeners) listener(change);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
