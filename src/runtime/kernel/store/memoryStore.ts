import { ApiError } from "../../../shared/apiError";
import type { Json, Op } from "./change";
import { chartOf } from "./chart";
import { createExclusive } from "./exclusive";
import { extentOf } from "./extent";
import { isCold, State } from "./state";
import type { Store } from "./store";
import { unsealedHistory } from "./unsealed";

/** The store without its disk: for tests of what stands on it. */
export function createMemoryStore(): Store {
  const state = new State();
  let sequence = 0;
  const history = (table: string, id: string, series: string) => unsealedHistory(state.table(table), id, series);
  return {
    async commit(ops: readonly Op[]) {
      for (const op of ops) state.apply(op);
      return ++sequence;
    },
    exclusive: createExclusive(),
    docs: <T extends Json>(name: string) => state.docs(name) as ReadonlyMap<string, Json> as ReadonlyMap<string, T>,
    async cold<T extends Json>(name: string, key: string) {
      if (!isCold(name)) throw new Error(`${name} is in memory: read it with docs()`);
      const found = state.cold(name).find(key);
      return found && "doc" in found ? (found.doc as T) : undefined;
    },
    table: (name) => state.table(name),
    history: async (table, id, series) => history(table, id, series),
    chart: async (table, id, series, window) => chartOf(history(table, id, series), window),
    extent: (table, id, series) => extentOf(history(table, id, series)),
    sql: async () => {
      throw new ApiError("NOT_IMPLEMENTED", "A store in memory answers no SQL");
    },
    compact: async () => 0,
    readonly: undefined,
    close: async () => undefined,
  };
}
