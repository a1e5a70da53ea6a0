/** Something changed that a window may show. `kind` is a noun of the room that says it: run, experiment, model, trace. */
export interface Change {
  readonly kind: string;
  readonly id: string;
  readonly [detail: string]: string | number | boolean | undefined;
}

export interface Events {
  emit(change: Change): void;
  /** Returns how to stop listening. `ended` is called when the runtime ends. */
  listen(listener: (change: Change) => void, ended?: () => void): () => void;
  /** Listeners that hold the runtime up: somebody's window, not a room of our own. */
  readonly watchers: number;
  /** How many changes there were since the start. */
  readonly emitted: number;
  close(): void;
}

export function createEvents(): Events {
  const listeners = new Set<(change: Change) => void>();
  const endings = new Set<() => void>();
  let emitted = 0;
  return {
    emit(change) {
      emitted++;
      for (const listener of listeners) listener(change);
    },
    listen(listener, ended) {
      listeners.add(listener);
      if (ended) endings.add(ended);
      return () => {
        listeners.delete(listener);
        if (ended) endings.delete(ended);
      };
    },
    get watchers() {
      return endings.size;
    },
    get emitted() {
      return emitted;
    },
    close() {
      for (const ended of [...endings]) ended();
    },
  };
}
