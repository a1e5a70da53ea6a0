import { csvLine } from "../../core/csv/csvLine";
import { boolean, list, object, optional, string } from "../../shared/readers";
import { UsageError } from "../args";
import { type Column, writeTable } from "../terminal/table";
import { defineVerb } from "../verb";

type Cell = string | number | null;

interface Answer {
  readonly columns: string[];
  readonly rows: Cell[][];
  /** There was more than the limit. */
  readonly truncated: boolean;
}

const readAnswer = object<Answer>({
  truncated: optional(boolean, false),
  columns: list(string),
  rows: list(list((value, at): Cell => (value === null || typeof value === "number" ? value : string(value, at)))),
});

const usualLimit = 10_000;

export const sql = defineVerb({
  usage: '"SELECT …" [--format table|json|csv]',
  about: `Reads only. The tables: experiments, runs, params, tags, metrics (the last point of each), models,
model_versions, traces and more; \`SELECT name FROM sqlite_master\` lists them all.

Examples:
  tidemark sql "SELECT status, count(*) FROM runs GROUP BY status"
  tidemark sql "SELECT run_id, value FROM metrics WHERE key = 'val_auc' ORDER BY value DESC LIMIT 5"
  tidemark sql "SELECT * FROM runs" --format csv > runs.csv`,
  options: {
    format: { kind: "text", value: "NAME", help: "table, json (as --json) or csv (default: table)" },
    limit: { kind: "integer", value: "N", help: `at most this many rows (default ${usualLimit})` },
  },
  words: { least: 1, most: 1 },
  async run({ door, words, options, out, json }) {
    const format = json ? "json" : (options.format ?? "table");
    if (!["table", "json", "csv"].includes(format))
      throw new UsageError(`--format: expected table, json or csv, got '${format}'`);
    const asked = { query: words[0], limit: options.limit ?? usualLimit };
    const answer = readAnswer(await (await door()).call("POST", "/api/tidemark/v1/sql", asked), "reply");
    if (format === "json") out.document(answer);
    else if (format === "csv") for (const row of [answer.columns, ...answer.rows]) out.stdout.write(csvLine(row));
    else writeTable(out, columnsOf(answer), answer.rows);
    if (answer.truncated && format !== "json") out.note(`the first ${asked.limit} rows; --limit N shows more`);
    return 0;
  },
});

function columnsOf({ columns, rows }: Answer): Column<Cell[]>[] {
  return columns.map((title, i) => ({
    title,
    align: rows.length > 0 && rows.every((row) => typeof row[i] !== "string") ? "right" : "left",
    text: (row) => (row[i] === null ? "" : String(row[i] ?? "")),
  }));
}
