import { object, optional, string } from "../../../shared/readers";
import { ok, type Route } from "../../kernel/http/route";
import { listRuns } from "../live/liveFiles";
import type { Pipelines } from "../pipeline";
import { commitOf } from "./commitOf";
import { choose, type PageProject, pipelinePage } from "./pipelinePage";
import { stagePage } from "./stagePage";

interface Context {
  readonly workspace: string;
  /** Those of every project in the folder that is open. */
  open(): Promise<readonly Pipelines[]>;
  now(): number;
}

const readPage = object<{ id: string | undefined }>({ id: optional(string) });
const readStage = object<{ id: string; stage: string }>({ id: string, stage: string });

/** What the page of a pipeline reads. */
export function pipelinePageRoutes({ workspace, open, now }: Context): Route[] {
  const sources = async (): Promise<PageProject[]> =>
    Promise.all(
      (await open()).map(async (pipelines) => ({
        project: await pipelines.project(),
        runs: listRuns(pipelines.root),
        look: (nodes) => pipelines.look(nodes),
      })),
    );
  return [
    {
      method: "GET",
      path: "/api/tidemark/v1/pipeline/page",
      async handle({ body }) {
        const { id } = readPage(body, "query");
        const all = await sources();
        const page = await pipelinePage(all, { workspace, id, now: now() });
        const shown = page.pipelines.length === 0 ? undefined : choose(workspace, all, page.id).source.project;
        const commit = shown && (await commitOf(shown));
        return ok({ ...page, ...(commit && { commit }) });
      },
    },
    {
      method: "GET",
      path: "/api/tidemark/v1/pipeline/page/stage",
      async handle({ body }) {
        const asked = readStage(body, "query");
        return ok(await stagePage(await sources(), { workspace, ...asked, now: now() }));
      },
    },
  ];
}
