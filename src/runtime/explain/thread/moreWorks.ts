import { cohortsOf } from "../../../core/explain/cohorts";
import { compareExplained } from "../../../core/explain/compare";
import { meanInteractions } from "../../../core/explain/interactions";
import { segmentsOf } from "../../../core/explain/segments";
import { invalid } from "../../../shared/apiError";
import type { ExplainedCohorts, ExplainedDrift, ExplainedInteractions } from "../../../shared/explanation";
import { explainSome, fewRows, someRows } from "./pageWork";
import type { ExplainTask, TablePlace } from "./places";
import { readPlace } from "./readPlace";
import { type Warm, withWarm } from "./warm";

/** Rows whose interactions are looked at: each has a square of features. */
const mostRows = 500;

type CohortsTask = ExplainTask & { readonly segment: string };
type DriftTask = ExplainTask & { readonly reference: TablePlace };

export function interactionsWork(task: ExplainTask): Promise<ExplainedInteractions> {
  return withWarm({ ...task, background: undefined, method: "tree_path_dependent", space: "raw" }, interactionsOf);
}

async function interactionsOf({ prepared, rows }: Warm): Promise<ExplainedInteractions> {
  const { interactions, encoder } = prepared;
  if (interactions === undefined) return invalid("interactions: only trees have them");
  const { features } = encoder;
  const count = Math.min(rows.rows, mostRows);
  const places = Array.from({ length: count }, (_, i) => Math.floor((i * rows.rows) / count));
  const some = someRows(rows, places);
  return { features, rows: count, mean_abs: meanInteractions(await interactions(some), count, features.length) };
}

export function cohortsWork(task: CohortsTask): Promise<ExplainedCohorts> {
  return withWarm(task, (warm) => cohortsIn(task, warm));
}

async function cohortsIn(task: CohortsTask, warm: Warm): Promise<ExplainedCohorts> {
  const { explained, places, output } = await explainSome(task, warm);
  const column = warm.data.frame.columns.find(({ name }) => name === task.segment);
  if (column === undefined) return invalid(`segment: ${task.data.place} has no column '${task.segment}'`);
  const { names, of } = segmentsOf(column);
  const chosen = { names, of: Int32Array.from(places, (place) => of[place] as number) };
  return { segment: task.segment, ...cohortsOf(warm.prepared.encoder.features, explained, chosen, 0, output) };
}

export function driftWork(task: DriftTask): Promise<ExplainedDrift> {
  return withWarm(task, (warm) => driftFrom(task, warm));
}

async function driftFrom(task: DriftTask, warm: Warm): Promise<ExplainedDrift> {
  const { explained, output } = await explainSome(task, warm);
  const reference = warm.encode(await readPlace(task.reference));
  const then = await warm.prepared.explain(fewRows(reference, warm.prepared).rows);
  return {
    reference: task.reference.place,
    current: task.data.place,
    ...compareExplained(warm.prepared.encoder.features, then, explained, output),
  };
}
