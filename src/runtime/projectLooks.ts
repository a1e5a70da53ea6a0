import { relative } from "node:path";
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
  const opened = createOpenedPipelines((root) => rooms.get(relative(workspace, root) || "."));
  const rootOf = (project: string) => projectRoot(workspace, project);
  const now = Date.now;
  return [
    ...dataRoutes(rooms),
    ...pipelineRoutes({ workspace, opened, rootOf, now }),
    ...pipelinePageRoutes({ workspace, opened, roots: rooms.roots, now }),
  ];
}
