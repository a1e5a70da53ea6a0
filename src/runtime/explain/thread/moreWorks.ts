import { cohortsOf } from "../../../core/explain/cohorts";
import { compareExplained } from "../../../core/explain/compare";
import { meanInteractions } from "../../../core/explain/interactions";
import { segmentsOf } from "../../../core/explain/segments";
import { invalid } from "../../../shared/apiError";
import type { ExplainedCohorts, ExplainedDrift, ExplainedInteractions } from "../../../shared/explanation";
import { explainSome, someRows } from "./pageWork";
import type { ExplainTask, TablePlace } from "./places";
import { readPlace } from "./readPlace";
import { warmTables } from "./warm";

/** Rows whose interactions are looked at: each has a square of features. */
const mostRows = 500;

export async function interactionsWork(task: ExplainTask): Promise<ExplainedInteractions> {
  const { prepared, rows } = await warmTables({
    ...task,
    background: undefined,
    method: "tree_path_dependent",
    space: "raw",
  });
  const { interactions, encoder } = prepared;
  if (interactions === undefined) return invalid("interactions: only trees have them");
  const { features } = encoder;
  const count = Math.min(rows.rows, mostRows);
  const places = Array.from({ length: count }, (_, i) => Math.floor((i * rows.rows) / count));
  const some = someRows(rows, places);
  return { features, rows: count, mean_abs: meanInteractions(await interactions(some), count, features.length) };
}

export async function cohortsWork(task: ExplainTask & { readonly segment: string }): Promise<ExplainedCohorts> {
  const { warm, explained, places, output } = await explainSome(task);
  const column = warm.data.frame.columns.find(({ name }) => name === task.segment);
  if (column === undefined) return invalid(`segment: ${task.data.place} has no column '${task.segment}'`);
  const { names, of } = segmentsOf(column);
  const chosen = { names, of: Int32Array.from(places, (place) => of[place] as number) };
  return { segment: task.segment, ...cohortsOf(warm.prepared.encoder.features, explained, chosen, 0, output) };
}

export async function driftWork(task: ExplainTask & { readonly reference: TablePlace }): Promise<ExplainedDrift> {
  const { warm, explained, output } = await explainSome(task);
  const reference = warm.encode(await readPlace(task.reference));
  const most = explained.rows < warm.rows.rows ? explained.rows : reference.rows;
  const count = Math.min(reference.rows, most);
  const places = Array.from({ length: count }, (_, i) => Math.floor((i * reference.rows) / count));
  const then = await warm.prepared.explain(someRows(reference, places));
  return {
    reference: task.reference.place,
    current: task.data.place,
    ...compareExplained(warm.prepared.encoder.features, then, explained, output),
  };
}
