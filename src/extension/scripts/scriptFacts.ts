import { launchTag } from "../../shared/launch";
import { type ModelSummary, readModels } from "../../shared/models";
import { findPrimaryMetric } from "../../shared/primaryMetric";
import { type RunSummary, type RunsPage, readRunsPage } from "../../shared/runs";
import type { Door } from "../runtime/door";

/** What is known of a script's runs: enough for what stands in its text. */
export interface ScriptFacts {
  /** Newest first, as many as anybody asks for at a glance. */
  readonly runs: readonly RunSummary[];
  /** All there are, without those nested in others. */
  readonly total: number;
  /** What stands for a run. */
  readonly metric: string | undefined;
  readonly models: readonly ModelSummary[];
}

/** Tags by which a run is tied to a start, a commit and a state of the working tree. */
export const commitTag = "mlflow.source.git.commit";
export const dirtyTag = "tidemark.git.dirty";

const few = 20;
const many = 5000;

export interface ScriptQuestion {
  /** Absolute. */
  readonly path: string;
  /** Told of first, however many a run has. */
  readonly metric: string | undefined;
  readonly wantsModels: boolean;
}

export async function fetchScript(door: Door, { path, metric, wantsModels }: ScriptQuestion): Promise<ScriptFacts> {
  const { runs, total = runs.length } = await fetchRuns(door, path, few, metric);
  const models = wantsModels ? (await door.get("/api/tidemark/v1/models", readModels)).models : [];
  // a run that has just begun may have logged but one of its metrics
  const settled = runs.filter(({ status }) => status !== "RUNNING");
  return { runs, total, metric: findPrimaryMetric(settled.length > 0 ? settled : runs), models };
}

export async function fetchRunIds(door: Door, path: string): Promise<string[]> {
  return (await fetchRuns(door, path, many, undefined)).runs.map(({ id }) => id);
}

function fetchRuns(door: Door, path: string, limit: number, metric: string | undefined): Promise<RunsPage> {
  const query = new URLSearchParams({ path, parent: "none", limit: String(limit) });
  for (const tag of [launchTag, commitTag, dirtyTag]) query.append("tag", tag);
  if (metric !== undefined) query.append("metric", metric);
  return door.get(`/api/tidemark/v1/scripts?${query}`, readRunsPage);
}

export function tagOf({ tags }: RunSummary, key: string): string | undefined {
  return tags?.find((each) => each.key === key)?.value;
}
