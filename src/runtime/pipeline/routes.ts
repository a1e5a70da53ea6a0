import { diffFiles } from "../../core/dvc/compare/diffValues";
import { pythonStr } from "../../core/dvc/compare/pythonText";
import { type Value, WholeFloat } from "../../core/dvc/values";
import type { ExperimentList, ValuesDiff } from "../../shared/pipeline";
import { object, oneOf, optional, string } from "../../shared/readers";
import { ok, okNumbers, type Route } from "../kernel/http/route";
import { dataOf, gatherMetrics, gatherParams } from "./compare/gather";
import { openCompare } from "./compare/openCompare";
import { listChosen } from "./experiments/manageExperiments";
import { openExperiments } from "./experiments/openExperiments";
import type { OpenedPipelines } from "./openedPipelines";
import { plotsPage } from "./page/plotsPage";
import { pipelineList } from "./pipelineList";

const path = "/api/tidemark/v1/pipeline";

export interface PipelineContext {
  readonly workspace: string;
  readonly opened: OpenedPipelines;
  /** A project as a request names it; its root. */
  rootOf(project: string): string;
  now(): number;
}

const readProject = object({ project: string });
const readCompare = object({
  project: string,
  kind: oneOf("params", "metrics"),
  from: optional(string, "HEAD"),
  to: optional(string, "workspace"),
});

/** How pipelines stand, what their values have become, and experiments. All of it only looks. */
export function pipelineRoutes({ workspace, opened, rootOf, now }: PipelineContext): Route[] {
  return [
    {
      method: "GET",
      path,
      async handle({ body }) {
        const { project } = readProject(body, "query");
        return ok(await pipelineList(await opened.source(rootOf(project)), { workspace, project, now: now() }));
      },
    },
    {
      method: "GET",
      path: `${path}/compare`,
      async handle({ body }) {
        const { project, ...asked } = readCompare(body, "query");
        return okNumbers(await compareValues(rootOf(project), asked));
      },
    },
    {
      method: "GET",
      path: `${path}/plots`,
      async handle({ body }) {
        const { project } = readProject(body, "query");
        return ok(await plotsPage(rootOf(project)));
      },
    },
    {
      method: "GET",
      path: `${path}/experiments`,
      async handle({ body }) {
        const { project } = readProject(body, "query");
        return ok(await experimentsOf(rootOf(project), project));
      },
    },
  ];
}

async function compareValues(
  root: string,
  { kind, from, to }: { kind: "params" | "metrics"; from: string; to: string },
): Promise<ValuesDiff> {
  const comparing = openCompare(root);
  try {
    if (!(await comparing.revisions.hasCommits())) return { rows: [] };
    const states = await comparing.states({ revs: [from, to].filter((each) => each !== "workspace"), workspace: true });
    const gather = async (name: string) => {
      const project = states.get(name);
      if (project === undefined) return undefined;
      return kind === "params"
        ? gatherParams(project, { targets: [], depsOnly: false })
        : gatherMetrics(project, { targets: [] });
    };
    const changes = diffFiles(dataOf(await gather(from)), dataOf(await gather(to)), false);
    return {
      rows: [...changes].flatMap(([file, names]) =>
        [...names].map(([name, { old, new: fresh, diff }]) => ({
          file,
          name,
          ...(old !== undefined && old !== null && { before: pythonStr(old) }),
          ...(fresh !== undefined && fresh !== null && { after: pythonStr(fresh) }),
          ...(diff !== undefined && { difference: numberOf(diff) }),
        })),
      ),
    };
  } finally {
    comparing.close();
  }
}

function numberOf(value: Value): number {
  return value instanceof WholeFloat ? value.value : Number(value);
}

async function experimentsOf(root: string, project: string): Promise<ExperimentList> {
  const { git } = openExperiments(root);
  const choice = { allCommits: true, allBranches: false, allTags: false, revs: [] };
  const listed = await listChosen(git, choice as unknown as Parameters<typeof listChosen>[1]);
  const experiments = [...listed.values()].flat().map(({ name, baseline, commit = "" }) => ({
    name,
    baseline,
    rev: commit,
    state: "done" as const,
  }));
  return { project, experiments };
}
