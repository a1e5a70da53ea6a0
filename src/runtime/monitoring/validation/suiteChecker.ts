import { readdirSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { ApiError } from "../../../shared/apiError";
import type { ValidationDocument } from "../../../shared/validation";
import { inMonitorThread } from "../thread/inMonitorThread";

/** What a gate of a pipeline asks: a suite (from `folder`) of what `node` writes. */
interface SuiteGate {
  readonly node: string;
  readonly suite: string;
  readonly folder: string;
}

const isTable = (path: string) => /\.(csv|tsv|jsonl|ndjson|parquet|pq)(\.gz)?$/i.test(path);

/** Why a gate stays closed: the expectations that do not hold, by name. In a thread, so that it is read by nobody who has no gates. */
export async function checkSuite(gate: SuiteGate, paths: readonly string[]): Promise<string | undefined> {
  const path = resolve(gate.folder, gate.suite);
  try {
    const tables = paths.flatMap(tablesIn);
    if (tables.length === 0)
      return `${gate.node} has a gate (${gate.suite}), and writes no table that it could be asked of: CSV, TSV, JSONL or parquet`;
    for (const table of tables) {
      const name = relative(gate.folder, table);
      const task = { suite: { name: gate.suite, path }, data: { name, path: table } };
      const told = closedBy(await inMonitorThread("validate", task), gate);
      if (told !== undefined) return told;
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return `the gate of ${gate.node} cannot be asked: ${error.message}`;
  }
}

/** A folder's tables, in their order by name. */
function tablesIn(path: string): readonly string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile()) return isTable(path) ? [path] : [];
  if (!found?.isDirectory()) return [];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter(isTable)
    .sort()
    .map((each) => join(path, each));
}

const most = 3;

function closedBy({ report, lines, data }: ValidationDocument, { node, suite }: SuiteGate): string | undefined {
  if (report.success) return undefined;
  const failed = lines.filter((_, i) => !report.results[i]?.success);
  const told = failed.slice(0, most).map(({ column, expects, says }) => `${column}: ${expects} (${says})`);
  const rest = failed.length > most ? `; and ${failed.length - most} more` : "";
  const { evaluated_expectations: all } = report.statistics;
  return `the gate of ${node} is closed: ${failed.length} of ${all} expectations of ${suite} do not hold for ${data.name}: ${told.join("; ")}${rest}`;
}
