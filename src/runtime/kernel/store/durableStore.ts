import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Log } from "../log";
import type { Json } from "./change";
import { chartOf } from "./chart";
import { createExclusive } from "./exclusive";
import { type Files, realFiles } from "./files";
import { createJournal } from "./journal";
import { replayJournal } from "./recover";
import { isCold, State } from "./state";
import type { Store } from "./store";
import { unsealedHistory } from "./unsealed";
import { createWal } from "./wal";

export interface StoreOptions {
  /** The `.tidemark` folder; it is made with the first commit. */
  readonly home: string;
  readonly log: Log;
  readonly files?: Files;
  /** CREATE VIEW statements over the relational image. */
  readonly views?: readonly string[];
  /** The bundled worker.ts; found beside this program unless told. Where there is none, its work is done on the main thread. */
  readonly worker?: string;
}

/** Opens, and repairs, the store of a workspace. */
export async function createStore({ home, log, files = realFiles }: StoreOptions): Promise<Store> {
  const folder = join(home, "store");
  const state = new State();
  const apply = (ops: readonly Parameters<State["apply"]>[0][]) => {
    for (const op of ops) state.apply(op);
  };
  const replayed = replayJournal({ files, folder, log, workspace: undefined, after: 0, from: 0, apply });
  const wal = createWal({
    files,
    folder,
    log,
    workspace: replayed.workspace ?? randomBytes(16).toString("hex"),
    segment: replayed.segment,
    prepare: () => files.makeFolder(folder),
  });
  const journal = createJournal(wal, replayed.sequence, apply, () => undefined);
  return {
    commit: (ops) => journal.commit(ops),
    exclusive: createExclusive(),
    docs: <T extends Json>(name: string) => state.docs(name) as ReadonlyMap<string, Json> as ReadonlyMap<string, T>,
    async cold<T extends Json>(name: string, key: string) {
      if (!isCold(name)) throw new Error(`${name} is in memory: read it with docs()`);
      const found = state.cold(name).find(key);
      return found && "doc" in found ? (found.doc as T) : undefined;
    },
    table: (name) => state.table(name),
    history: async (table, id, series) => unsealedHistory(state.table(table), id, series),
    chart: async (table, id, series, window) => chartOf(unsealedHistory(state.table(table), id, series), window),
    sql: async () => {
      throw new Error("not yet");
    },
    compact: async () => 0,
    get readonly() {
      return wal.refusing;
    },
    async close() {
      await journal.close();
      wal.close();
    },
  };
}
