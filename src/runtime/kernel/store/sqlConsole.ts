import type { Database } from "sql.js";
import type { Log } from "../log";
import type { Files } from "./files";
import { openState } from "./openState";
import { buildSqlImage } from "./sqlImage";
import type { SqlRows } from "./store";

export interface SqlRequest {
  readonly folder: string;
  /** The answer is as of this request. */
  readonly sequence: number;
  /** See `Beside`. */
  readonly damaged: boolean;
  readonly views: readonly string[];
  readonly query: string;
  readonly limit: number;
}

/** Answers read-only questions about a store that somebody else owns and writes. A SyntaxError says what is wrong with the question. */
export function createSqlConsole(files: Files, log: Log): { answer(request: SqlRequest): Promise<SqlRows> } {
  let image: { readonly db: Database; readonly sequence: number } | undefined;

  async function imageOf({ folder, sequence, damaged, views }: SqlRequest): Promise<Database> {
    if (image?.sequence === sequence) return image.db;
    image?.db.close();
    image = undefined;
    const { state, replayed } = openState(files, folder, log, { until: sequence, damaged });
    if (replayed.sequence !== sequence)
      throw new Error(`the journal in ${folder} ends at ${replayed.sequence} and not at ${sequence}`);
    image = { db: await buildSqlImage(state, views), sequence };
    return image.db;
  }

  return {
    async answer(request) {
      checkQuery(request.query);
      const db = await imageOf(request);
      try {
        return readRows(db, request.query, request.limit);
      } catch (error) {
        throw new SyntaxError(error instanceof Error ? error.message : String(error));
      }
    },
  };
}

const asking = /^(select|with|values|explain)\b/i;
const harmlessPragmas =
  /^pragma\s+(table_info|table_xinfo|table_list|index_list|index_info|index_xinfo|foreign_key_list|database_list|function_list|collation_list)\b[^=]*$/i;

/** The database takes no writes; this is for a message that says so, and for what is no write and still no question. */
export function checkQuery(query: string): void {
  const bare = withoutComments(query);
  if (bare === "") throw new SyntaxError("the query is empty");
  if (!asking.test(bare) && !harmlessPragmas.test(bare))
    throw new SyntaxError(
      `only SELECT, WITH, VALUES, EXPLAIN and PRAGMA table_info are answered, not ${bare.split(/\s/)[0]}`,
    );
}

function withoutComments(text: string): string {
  return text.replace(/^(\s+|--[^\n]*(\n|$)|\/\*[\s\S]*?(\*\/|$))+/, "").trim();
}

function readRows(db: Database, query: string, limit: number): SqlRows {
  const statements = db.iterateStatements(query);
  const first = statements.next();
  if (first.done) throw new Error("the query is empty");
  const statement = first.value;
  try {
    const rest = statements.getRemainingSQL();
    if (withoutComments(rest.replace(/^[\s;]+/, "")) !== "") throw new Error("one statement at a time");
    const rows: SqlRows["rows"] = [];
    while (statement.step()) {
      if (rows.length === limit) return { columns: statement.getColumnNames(), rows, truncated: true };
      rows.push(
        statement.get().map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value)),
      );
    }
    return { columns: statement.getColumnNames(), rows, truncated: false };
  } finally {
    statement.free();
  }
}
