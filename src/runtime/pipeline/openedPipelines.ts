import { createKeptReads } from "../data/data";
import { settingsOf } from "../data/project/projectRooms";
import type { PageProject } from "./page/pipelinePage";
import { openPipelines, type Pipelines } from "./pipeline";

/** The pipelines of a workspace's projects, each opened once and kept, so that what was hashed stays known. */
export interface OpenedPipelines {
  /** Of a project's root, absolute. */
  get(root: string): Pipelines;
  source(root: string): Promise<PageProject>;
}

export function createOpenedPipelines(): OpenedPipelines {
  const open = new Map<string, { readonly pipelines: Pipelines; readonly settings: number }>();
  const get = (root: string): Pipelines => {
    const settings = changedAt(root);
    const known = open.get(root);
    if (known?.settings === settings) return known.pipelines;
    void known?.pipelines.close(); // who works with it has its own hold
    const pipelines = openPipelines(root);
    open.set(root, { pipelines, settings });
    return pipelines;
  };
  return {
    get,
    async source(root) {
      const pipelines = get(root);
      return {
        project: await pipelines.project(),
        runs: listRuns(root),
        look: (nodes) => pipelines.look(nodes),
      };
    },
  };
}

function changedAt(root: string): number {
  const path = join(root, ".dvc", "config");
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}
