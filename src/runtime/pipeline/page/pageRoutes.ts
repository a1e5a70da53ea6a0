import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { object, optional, string } from "../../../shared/readers";
import { createKeptReads } from "../../data/data";
import { ok, type Route } from "../../kernel/http/route";
import { isWithin } from "../../kernel/insideRoot";
import type { OpenedPipelines } from "../openedPipelines";
import { commitOf } from "./commitOf";
import { choose, type PageProject, pipelinePage, placed } from "./pipelinePage";
import { stagePage } from "./stagePage";

interface Context {
  readonly workspace: string;
  readonly opened: OpenedPipelines;
  /** Of every project in the folder that is open. */
  roots(): Promise<readonly string[]>;
  now(): number;
}

const readPage = object<{ id: string | undefined }>({ id: optional(string) });
const readStage = object<{ id: string; stage: string }>({ id: string, stage: string });

/** What the page of a pipeline reads. */
export function pipelinePageRoutes({ workspace, opened, roots, now }: Context): Route[] {
  const reads = createKeptReads();
  const sources = async (id: string | undefined, wanted = (_: string) => true): Promise<PageProject[]> => {
    const known = await roots();
    // git knows no project that nobody has committed
    const named = id === undefined ? undefined : projectAround(workspace, join(workspace, id));
    const isNew = named !== undefined && !known.includes(named);
    const found: PageProject[] = [];
    for (const root of (isNew ? [...known, named] : known).filter(wanted)) found.push(await opened.source(root));
    return found;
  };
  return [
    {
      method: "GET",
      path: "/api/tidemark/v1/pipeline/page",
      async handle({ body }) {
        const { id } = readPage(body, "query");
        const all = await sources(id);
        const page = await pipelinePage(all, { workspace, id, now: now() });
        const shown = page.pipelines.length === 0 ? undefined : choose(workspace, all, page.id).source.project;
        const commit = shown && (await commitOf(shown, reads));
        return ok({ ...page, ...(commit && { commit }) });
      },
    },
    {
      method: "GET",
      path: "/api/tidemark/v1/pipeline/page/stage",
      async handle({ body }) {
        const asked = readStage(body, "query");
        const holdsIt = (root: string) => {
          const folder = placed(workspace, root, "");
          return folder === "." || asked.id === folder || asked.id.startsWith(`${folder}/`);
        };
        return ok(await stagePage(await sources(asked.id, holdsIt), { workspace, ...asked, now: now() }));
      },
    },
  ];
}

/** Nothing above the workspace is looked at. */
function projectAround(workspace: string, path: string): string | undefined {
  for (let at = path; isWithin(workspace, at); at = dirname(at)) {
    if (existsSync(join(at, ".dvc"))) return at;
    if (dirname(at) === at) return undefined;
  }
  return undefined;
}
