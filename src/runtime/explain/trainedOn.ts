import type { Tracking } from "../tracking/tracking";

/** The dataset that a run was trained on, as a table's address; undefined where it logged none. */
export function trainedOn({ inputs }: Tracking, run: string): string | undefined {
  const doc = inputs.find(run);
  const all = doc === undefined ? [] : inputs.datasetsOf(doc);
  const isTraining = ({ tags }: (typeof all)[number]) =>
    tags.some(({ key, value }) => key === "mlflow.data.context" && /^train/i.test(value));
  const found = all.find(isTraining) ?? all[0];
  return found && `run:${run}/${found.dataset.name}`;
}
