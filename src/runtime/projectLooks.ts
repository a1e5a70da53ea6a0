import { projectRoot } from "./data/project/projectPath";
import { createProjectRooms } from "./data/project/projectRooms";
import { dataRoutes } from "./data/routes";
import type { Route } from "./kernel/http/route";
import { createOpenedPipelines } from "./pipeline/openedPipelines";
import { pipelinePageRoutes } from "./pipeline/page/pageRoutes";
import { pipelineRoutes } from "./pipeline/routes";

/** The routes that look at the projects of DVC in a workspace, and what they remember of them. */
export function projectLooks(workspace: string): Route[] {
  const rooms = createProjectRooms(workspace);
  const opened = createOpenedPipelines();
  const rootOf = (project: string) => projectRoot(workspace, project);
  const open = async () => (await rooms.roots()).map((root) => opened.get(root));
  const now = Date.now;
  return [
    ...dataRoutes(rooms),
    ...pipelineRoutes({ workspace, opened, rootOf, now }),
    ...pipelinePageRoutes({ workspace, open, now }),
  ];
}
