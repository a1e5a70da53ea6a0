import type { Database, Statement } from "sql.js";
import type { TextColumn } from "./columns";
import type { Files } from "./files";
import { loadSqlite } from "./sqlite";
import type { State } from "./state";
import type { Table } from "./table";

/** The state as tables that SQL can ask: a table with a column a cell, its families and its series beside it, a table a collection. */
export async function buildSqlImage(state: State, views: readonly string[]): Promise<Database> {
  const { Database: Empty } = await loadSqlite();
  const db = new Empty();
  db.run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN");
  for (const [name, table] of state.tables) addTable(db, name, table);
  for (const name of state.collections.keys()) addCollection(db, name, state);
  for (const [name, cold] of state.colds) {
    db.run(`CREATE TABLE IF NOT EXISTS ${tableName(name)} (key TEXT PRIMARY KEY) WITHOUT ROWID`);
    insert(db, tableName(name), 1, (add) => {
      for (const key of cold.keys()) add([key]);
    });
  }
  for (const view of views) addView(db, view);
  db.run("COMMIT; PRAGMA query_only = ON");
  return db;
}

/** A plain SQLite file, complete or not there. */
export async function writeSqliteFile(
  files: Files,
  path: string,
  state: State,
  views: readonly string[],
): Promise<void> {
  const db = await buildSqlImage(state, views);
  const bytes = db.export();
  db.close();
  const handle = files.create(`${path}.new`);
  try {
    handle.write(bytes, 0);
    handle.sync();
  } finally {
    handle.close();
  }
  files.rename(`${path}.new`, path);
}

type Add = (values: (string | number | null)[]) => void;

function insert(db: Database, table: string, columns: number, fill: (add: Add) => void): void {
  const statement: Statement = db.prepare(
    `INSERT OR REPLACE INTO ${table} VALUES (${Array(columns).fill("?").join(",")})`,
  );
  try {
    fill((values) => statement.run(values));
  } finally {
    statement.free();
  }
}

function addTable(db: Database, name: string, table: Table): void {
  const cells = [...new Set([...table.texts.keys(), ...table.numbers.keys()])];
  const plain = withoutTwins(cells.filter((cell) => !cell.includes(":")));
  db.run(`CREATE TABLE ${tableName(name)} (${["id TEXT PRIMARY KEY", ...plain.map(quote)].join(", ")}) WITHOUT ROWID`);
  insert(db, tableName(name), plain.length + 1, (add) => {
    for (const row of table.live())
      add([table.id(row) ?? null, ...plain.map((cell) => table.text(cell, row) ?? table.number(cell, row) ?? null)]);
  });
  const families = new Map<string, [string, TextColumn][]>();
  for (const [cell, column] of table.texts) {
    if (!cell.includes(":")) continue;
    const family = cell.slice(0, cell.indexOf(":"));
    families.set(family, [...(families.get(family) ?? []), [cell, column]]);
  }
  for (const [family, columns] of families) addFamily(db, tableName(`${name}_${family}`), table, columns);
  addSeries(db, tableName(`${name}_series`), table);
}

function addFamily(db: Database, name: string, table: Table, columns: readonly [string, TextColumn][]): void {
  db.run(`CREATE TABLE ${name} ${familyColumns}`);
  insert(db, name, 3, (add) => {
    for (const row of table.live())
      for (const [cell, column] of columns) {
        const value = column.get(row);
        if (value !== undefined) add([table.id(row) ?? null, cell.slice(cell.indexOf(":") + 1), value]);
      }
  });
}

function addSeries(db: Database, name: string, table: Table): void {
  db.run(`CREATE TABLE ${name} ${seriesColumns}`);
  insert(db, name, 6, (add) => {
    for (const row of table.live())
      for (const [key, column] of table.series) {
        const last = column.last(row);
        if (last) add([table.id(row) ?? null, key, last.value, last.step, last.time, column.count(row)]);
      }
  });
}

function addCollection(db: Database, name: string, state: State): void {
  // where a table of rows has the same name, the documents stand beside it
  const own = tableName(state.tables.has(name) ? `${name}_docs` : name);
  db.run(`CREATE TABLE IF NOT EXISTS ${own} ${docColumns}`);
  insert(db, own, 2, (add) => {
    for (const [key, doc] of state.docs(name)) add([key, JSON.stringify(doc)]);
  });
}

const familyColumns = "(id TEXT, key TEXT, value TEXT, PRIMARY KEY (id, key)) WITHOUT ROWID";
const seriesColumns =
  "(id TEXT, key TEXT, value REAL, step INTEGER, time INTEGER, count INTEGER, PRIMARY KEY (id, key)) WITHOUT ROWID";
const docColumns = "(key TEXT PRIMARY KEY, doc TEXT) WITHOUT ROWID";

/** A view may tell of things that nobody has written yet: their tables are made, empty. */
function addView(db: Database, view: string): void {
  for (const [, name = ""] of view.matchAll(/\b(?:FROM|JOIN|,)\s+([a-z_]+)\b(?!\s*\()/g)) {
    const columns = name.endsWith("_series") ? seriesColumns : name.startsWith("runs_") ? familyColumns : docColumns;
    if (name !== "runs") db.run(`CREATE TABLE IF NOT EXISTS ${quote(name)} ${columns}`);
  }
  db.run(view);
}

/** SQL's column names know no upper and lower case. */
function withoutTwins(names: readonly string[]): string[] {
  const seen = new Set(["id"]);
  return names.filter((name) => {
    const lower = name.toLowerCase();
    if (seen.has(lower)) return false;
    seen.add(lower);
    return true;
  });
}

function tableName(name: string): string {
  return quote(name.replace(/[^A-Za-z0-9_]/g, "_"));
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
