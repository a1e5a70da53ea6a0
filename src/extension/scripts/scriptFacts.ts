import { launchTag } from "../../shared/launch";
import { type ModelSummary, readModels } from "../../shared/models";
import { type RunSummary, type RunsPage, readRunsPage } from "../../shared/runs";
import { findPrimaryMetric } from "../runs/primaryMetric";
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
  /** As clients name it. */
  readonly names: readonly string[];
  /** Chosen before, and kept: numbers that change their meaning mislead. */
  readonly metric: string | undefined;
  readonly wantsModels: boolean;
}

export async function fetchScript(door: Door, question: ScriptQuestion): Promise<ScriptFacts> {
  const { names, metric, wantsModels } = question;
  const pages = await Promise.all(names.map((name) => fetchRuns(door, name, few, metric)));
  const runs = newestFirst(pages);
  const total = pages.reduce((sum, page) => sum + (page.total ?? page.runs.length), 0);
  const models = wantsModels ? (await door.get("/api/tidemark/v1/models", readModels)).models : [];
  return { runs, total, metric: metric ?? findPrimaryMetric(runs), models };
}

export async function fetchRunIds(door: Door, names: readonly string[]): Promise<string[]> {
  const pages = await Promise.all(names.map((name) => fetchRuns(door, name, many, undefined)));
  return newestFirst(pages).map(({ id }) => id);
}

function newestFirst(pages: readonly RunsPage[]): RunSummary[] {
  return pages.flatMap(({ runs }) => runs).sort((a, b) => b.start_time - a.start_time);
}

function fetchRuns(door: Door, source: string, limit: number, metric: string | undefined): Promise<RunsPage> {
  const query = new URLSearchParams({
    filter: `tags.\`mlflow.source.name\` = '${source.replaceAll("'", "''")}'`,
    parent: "none",
    limit: String(limit),
  });
  for (const tag of [launchTag, commitTag, dirtyTag]) query.append("tag", tag);
  if (metric !== undefined) query.append("metric", metric);
  return door.get(`/api/tidemark/v1/runs?${query}`, readRunsPage);
}

export function tagOf({ tags }: RunSummary, key: string): string | undefined {
  return tags?.find((each) => each.key === key)?.value;
}
