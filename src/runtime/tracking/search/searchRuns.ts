import { parseFilter } from "../../../core/search/filter";
import { runGrammar } from "../../../core/search/grammar";
import { type Order, parseOrderBy } from "../../../core/search/orderBy";
import { readToken, writeToken } from "../../kernel/http/pageToken";
import type { Table } from "../../kernel/store/table";
import type { ViewType } from "../fields";
import type { Inputs } from "../inputs";
import { compileClause, type Sieve } from "./clauses";
import { compileOrder } from "./order";
import { createPatience } from "./patience";
import { selectFirst } from "./select";

export interface RunQuery {
  readonly experiments: readonly string[];
  readonly view: ViewType;
  readonly filter?: string | undefined;
  readonly orderBy?: readonly string[] | undefined;
  /** Before `orderBy`: what the grammar has no word for. */
  readonly firstOrders?: readonly Order[];
  readonly limit: number;
  readonly pageToken?: string | undefined;
  /** Further conditions that the grammar has no word for. */
  readonly also?: readonly Sieve[];
}

export interface Found {
  /** Ordinals of one page, in order. */
  readonly rows: Int32Array;
  readonly nextPageToken: string | undefined;
  /** All that matched, on this page or not. */
  readonly total: number;
}

/** Columns → candidates → order → page. Nothing is read but the columns that the query names. */
export function searchRuns(runs: Table, inputs: Inputs, query: RunQuery): Found {
  const orders = [...(query.firstOrders ?? []), ...parseOrderBy(runGrammar, query.orderBy ?? [])];
  const offset = readToken(query.pageToken);
  const rows = matchRuns(runs, inputs, query);
  const end = offset + query.limit;
  const positions = Int32Array.from(rows, (_, i) => i);
  const first = selectFirst(positions, end, compileOrder(orders, runs, rows)).subarray(offset);
  return {
    rows: first.map((position) => rows[position] as number),
    nextPageToken: end < rows.length ? writeToken(end) : undefined,
    total: rows.length,
  };
}

export type RunChoice = Pick<RunQuery, "experiments" | "view" | "filter" | "also">;

/** The ordinals of all runs that match, in no order. */
export function matchRuns(runs: Table, inputs: Inputs, query: RunChoice): Int32Array {
  const checkPatience = createPatience();
  const ground = { runs, inputs, checkPatience };
  const sieves = [
    ...parseFilter(runGrammar, query.filter).map((clause) => compileClause(clause, ground)),
    ...(query.also ?? []),
  ];
  const all = candidates(runs, query.experiments, query.view);
  let count = all.length;
  for (const narrow of sieves) {
    count = narrow(all, count);
    checkPatience();
  }
  return all.subarray(0, count);
}

/** The live runs of some experiments in one state. */
function candidates(runs: Table, experiments: readonly string[], view: ViewType): Int32Array {
  const owner = runs.texts.get("experiment_id");
  const lifecycle = runs.texts.get("lifecycle");
  const found = new Int32Array(runs.end);
  if (!owner || !lifecycle) return found.subarray(0, 0);
  const wanted = new Uint8Array(owner.words.length + 1);
  for (const id of experiments) wanted[owner.codeOf(id)] = 1;
  wanted[0] = 0; // no experiment: a purged run, or an experiment that has none
  const stage = view === "ALL" ? 0 : lifecycle.codeOf(view === "DELETED_ONLY" ? "deleted" : "active");
  if (view !== "ALL" && stage === 0) return found.subarray(0, 0);
  let count = 0;
  for (let ordinal = 0; ordinal < runs.end; ordinal++)
    if (wanted[owner.code(ordinal)] === 1 && (stage === 0 || lifecycle.code(ordinal) === stage))
      found[count++] = ordinal;
  return found.subarray(0, count);
}
