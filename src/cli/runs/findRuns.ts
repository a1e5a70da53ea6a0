import { type MlflowRun, readMlflowRun } from "../../shared/mlflowRun";
import { list, object, optional, string } from "../../shared/readers";
import { didYouMean } from "../../shared/suggest";
import { UsageError } from "../args";
import type { Door } from "../door";
import { type Experiment, type Run, runOf } from "./run";

const api = "/api/2.0/mlflow";
const largestPage = 1000;

export type View = "ACTIVE_ONLY" | "DELETED_ONLY" | "ALL";

export interface Search {
  /** Empty: all. */
  readonly experiments: readonly Experiment[];
  readonly filter?: string | undefined;
  readonly orderBy?: readonly string[] | undefined;
  readonly limit: number;
  readonly view?: View;
}

const readExperiments = object<{ experiments: Wire[]; next_page_token: string | undefined }>({
  experiments: optional(list(object<Wire>({ experiment_id: string, name: string })), []),
  next_page_token: optional(string),
});

interface Wire {
  readonly experiment_id: string;
  readonly name: string;
}

export async function listExperiments(door: Door, view: View = "ACTIVE_ONLY"): Promise<Experiment[]> {
  const found: Experiment[] = [];
  let token: string | undefined;
  do {
    const asked = { max_results: 50_000, view_type: view, ...(token === undefined ? {} : { page_token: token }) };
    const page = readExperiments(await door.call("POST", `${api}/experiments/search`, asked), "reply");
    found.push(...page.experiments.map(({ experiment_id, name }) => ({ id: experiment_id, name })));
    token = page.next_page_token || undefined;
  } while (token !== undefined);
  return found;
}

/** Those that the words name, by name or id; all when there are none. */
export function pickExperiments(all: readonly Experiment[], words: readonly string[]): Experiment[] {
  if (words.length === 0) return [...all];
  return words.map(
    (word) =>
      all.find(({ name }) => name === word) ??
      all.find(({ id }) => id === word) ??
      missing(
        `--experiment: no experiment is called '${word}'`,
        `\`tidemark experiments list\` shows them.${didYouMean(
          word,
          all.map(({ name }) => name),
        )}`,
      ),
  );
}

const readPage = object<{ runs: MlflowRun[]; next_page_token: string | undefined }>({
  runs: optional(list(readMlflowRun), []),
  next_page_token: optional(string),
});

export async function searchRuns(door: Door, search: Search): Promise<Run[]> {
  const names = new Map(search.experiments.map(({ id, name }) => [id, name]));
  const runs: Run[] = [];
  let token: string | undefined;
  if (names.size === 0) return runs;
  do {
    const page = readPage(
      await door.call("POST", `${api}/runs/search`, {
        experiment_ids: [...names.keys()],
        max_results: Math.min(largestPage, search.limit - runs.length),
        run_view_type: search.view ?? "ACTIVE_ONLY",
        ...(search.filter === undefined ? {} : { filter: search.filter }),
        ...(search.orderBy === undefined || search.orderBy.length === 0 ? {} : { order_by: search.orderBy }),
        ...(token === undefined ? {} : { page_token: token }),
      }),
      "reply",
    );
    for (const run of page.runs) runs.push(runOf(run, (id) => names.get(id) ?? id));
    token = page.next_page_token || undefined;
  } while (token !== undefined && runs.length < search.limit);
  return runs;
}

/** One run by its id, the beginning of its id, or its name. Of several with one name the user must choose. */
export async function findRun(door: Door, word: string, view: View = "ACTIVE_ONLY"): Promise<Run> {
  const experiments = await listExperiments(door, "ALL");
  const search = (filter: string) => searchRuns(door, { experiments, filter, limit: 6, view });
  const quoted = quote(word);
  const isIdLike = /^[\w-]{4,}$/.test(word);
  const byId = isIdLike ? await search(`attributes.run_id LIKE ${quote(`${word}%`)}`) : [];
  const exact = byId.find(({ id }) => id === word);
  const found = exact ? [exact] : byId.length > 0 ? byId : await search(`attributes.run_name = ${quoted}`);
  const [only, ...others] = found;
  if (!only)
    return missing(
      `no ${view === "DELETED_ONLY" ? "deleted " : ""}run has the id or name '${word}'`,
      `\`tidemark runs list${view === "DELETED_ONLY" ? " --deleted" : ""}\` shows them`,
    );
  if (others.length > 0)
    return missing(
      `'${word}' is several runs: ${found
        .slice(0, 5)
        .map(({ id }) => id.slice(0, 8))
        .join(", ")}${found.length > 5 ? ", …" : ""}`,
      "name one by its id",
    );
  return only;
}

/** A word in MLflow's filters; they know no escapes, so the other quote is taken where one is inside. */
export function quote(word: string): string {
  return word.includes("'") ? `"${word}"` : `'${word}'`;
}

function missing(what: string, advice: string): never {
  throw new UsageError(`${what}; ${advice}`);
}
