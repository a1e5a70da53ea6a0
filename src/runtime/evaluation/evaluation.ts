import type { Kernel } from "../kernel/kernel";
import type { Tracking } from "../tracking/tracking";
import { createDatasets } from "./datasets";
import { createScorers } from "./scorers";

export type Evaluation = ReturnType<typeof createEvaluation>;

/** What models and agents are judged on, and by whom: evaluation datasets and scorers. */
export function createEvaluation(kernel: Kernel, tracking: Tracking) {
  const datasets = createDatasets(kernel, tracking);
  const scorers = createScorers(kernel, tracking);
  return {
    datasets,
    scorers,
    /** For the purge of experiments. */
    async purge(experiments: ReadonlySet<string>): Promise<void> {
      await datasets.purge(experiments);
      await scorers.purge(experiments);
    },
  };
}

export const evaluationViews: readonly string[] = [
  `CREATE VIEW datasets_for_evaluation AS SELECT
     key AS dataset_id,
     json_extract(doc, '$.name') AS name,
     json_extract(doc, '$.digest') AS digest,
     json_extract(doc, '$.created') AS created_time,
     json_extract(doc, '$.updated') AS last_update_time
   FROM evaluation_datasets`,
];
