import { existsSync } from "node:fs";
import { join } from "node:path";
import initSqlJs, { type Database, type SqlJsStatic, type SqlValue } from "sql.js";

export type SqliteRow = Readonly<Record<string, SqlValue>>;

/** A SQLite database in memory. Owned by one thread: opening a large one takes its time. */
export interface Sqlite {
  all(query: string, values?: readonly SqlValue[]): SqliteRow[];
  close(): void;
}

let engine: Promise<SqlJsStatic> | undefined;

/** The wasm file lies beside the bundle; run from source, in its package. */
export function loadSqlite(): Promise<SqlJsStatic> {
  const beside = join(__dirname, "sql-wasm.wasm");
  engine ??= initSqlJs(existsSync(beside) ? { locateFile: () => beside } : undefined);
  return engine;
}

/** Throws when the bytes are no database. */
export async function openSqlite(bytes: Uint8Array): Promise<Sqlite> {
  const { Database: Opened } = await loadSqlite();
  const db = new Opened(bytes);
  return { all: (query, values = []) => rowsOf(db, query, values), close: () => db.close() };
}

function rowsOf(db: Database, query: string, values: readonly SqlValue[]): SqliteRow[] {
  const statement = db.prepare(query);
  try {
    statement.bind([...values]);
    const rows: SqliteRow[] = [];
    while (statement.step()) rows.push(statement.getAsObject());
    return rows;
  } finally {
    statement.free();
  }
}
