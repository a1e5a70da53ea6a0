import {
  createObserved,
  type Observed,
  observePrediction,
  observeRequest,
  resumeObserved,
} from "../../../core/rollout/observed";
import type { ModelFacts, Tensor } from "../../serving/serving";
import { type Course, createCourse } from "./course";
import { createRecent, type Recent } from "./recent";

/** What a variant was sent and gave, since its step began and of late. */
export interface Watched {
  observed: Observed;
  readonly recent: Recent;
  readonly course: Course;
  /** All that it was ever sent, copies too. */
  requests: number;
}

export function createWatched(kept?: { readonly observed: Observed; readonly requests: number }): Watched {
  return {
    observed: kept ? resumeObserved(kept.observed) : createObserved(),
    recent: createRecent(),
    course: createCourse(),
    requests: kept?.requests ?? 0,
  };
}

/** Rows of one request that are looked at: a batch of many would outweigh all the others. */
const mostRows = 100;

export function watchAnswer(
  watched: Watched,
  {
    facts,
    outputs,
    ms,
    isError,
  }: { facts: ModelFacts; outputs: readonly Tensor[] | undefined; ms: number; isError: boolean },
): void {
  watched.requests++;
  watched.recent.add(ms, isError);
  watched.course.add(ms, isError);
  observeRequest(watched.observed, { failed: isError, ms });
  if (outputs === undefined) return;
  const { data, stride, offset } = predictionOf(facts, outputs);
  for (let i = offset, rows = 0; i < data.length && rows < mostRows; i += stride, rows++) {
    const value = data[i];
    observePrediction(watched.observed, typeof value === "bigint" ? String(value) : (value as number | string));
  }
}

/** Of two classes the second one's probability says more than the label; else what the model predicts. */
function predictionOf(
  { prediction, probabilities }: ModelFacts,
  outputs: readonly Tensor[],
): { readonly data: Tensor["data"]; readonly stride: number; readonly offset: number } {
  const odds = probabilities === undefined ? undefined : outputs[probabilities];
  if (odds?.dims[1] === 2) return { data: odds.data, stride: 2, offset: 1 };
  const { data, dims } = outputs[prediction] as Tensor;
  const width = dims[0] ? Math.max(1, data.length / dims[0]) : 1;
  return { data, stride: width, offset: 0 };
}
