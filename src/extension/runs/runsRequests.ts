import { launchTag } from "../../shared/launch";
import { readRunGroups } from "../../shared/runGroups";
import { type RunSummary, type RunsPage, readExperiments, readRunSummary, readRunsPage } from "../../shared/runs";
import { failureTag, starTag } from "../../shared/tags";
import { type Door, Refused } from "../runtime/door";
import { type Arrangement, expandFilter, groupClause, isNested, join, orderOf } from "./arrangement";
import { type GroupFacts, type GroupNode, groupOf, type RunNode } from "./runNodes";

/** What the tree asks the runtime. */

export interface FoundGroup {
  readonly value: string | undefined;
  readonly facts: GroupFacts;
}

export interface FoundGroups {
  readonly groups: readonly FoundGroup[];
  /** All runs of the folder, whatever the filter. */
  readonly all: number;
}

/** Newest first. An experiment that was never used is not shown, nor is any that a filter leaves empty. */
export async function fetchGroups(door: Door, arrangement: Arrangement): Promise<FoundGroups> {
  const { experiments } = await door.get("/api/tidemark/v1/experiments", readExperiments);
  const active = experiments.filter(({ lifecycle, id, runs }) => lifecycle === "active" && (runs > 0 || id !== "0"));
  const all = active.reduce((sum, { runs }) => sum + runs, 0);
  if (isNested(arrangement)) {
    const sorted = [...active].sort(
      (a, b) => (b.last_run_time ?? b.creation_time) - (a.last_run_time ?? a.creation_time),
    );
    return { all, groups: sorted.map(({ id, name, runs }) => ({ value: id, facts: { name, runs } })) };
  }
  const filter = expandFilter(arrangement.filter, Date.now());
  const query = new URLSearchParams({ by: arrangement.group, ...(filter === "" ? {} : { filter }) });
  const { groups } = await door.get(`/api/tidemark/v1/run-groups?${query}`, readRunGroups);
  const names = new Map(active.map(({ id, name }) => [id, name]));
  return {
    all,
    groups: groups.map(({ value, runs }) => ({
      value,
      facts: { runs, name: arrangement.group === "experiment" ? (names.get(value ?? "") ?? value) : value },
    })),
  };
}

export interface PageWish {
  readonly limit: number;
  readonly token?: string | undefined;
}

export function fetchRuns(
  door: Door,
  of: GroupNode | RunNode,
  arrangement: Arrangement,
  { limit, token }: PageWish,
): Promise<RunsPage> {
  const group = groupOf(of);
  const query = new URLSearchParams({ limit: String(limit) });
  if (group.by === "experiment") query.set("experiment_id", group.value ?? "");
  const filter = join(expandFilter(arrangement.filter, Date.now()), groupClause(group.by, group.value));
  if (filter !== "") query.set("filter", filter);
  if (!isNested(arrangement)) query.set("parent", "any");
  else if (of.kind === "run") query.set("parent", of.run.id);
  const order = orderOf(arrangement.sort, group.metric);
  if (order !== undefined) query.set("order_by", order);
  if (group.metric !== undefined) query.set("metric", group.metric);
  for (const tag of [starTag, failureTag, launchTag]) query.append("tag", tag);
  if (token !== undefined) query.set("page_token", token);
  return door.get(`/api/tidemark/v1/runs?${query}`, readRunsPage);
}

/** Undefined for one that was purged. */
export async function fetchRun(door: Door, id: string): Promise<RunSummary | undefined> {
  try {
    return await door.get(`/api/tidemark/v1/runs/${encodeURIComponent(id)}`, readRunSummary);
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return undefined;
    throw error;
  }
}
