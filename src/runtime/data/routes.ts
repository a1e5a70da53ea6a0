import { FileError } from "../../shared/apiError";
import type { DataProjects, FileChange, FolderChanges } from "../../shared/data";
import { boolean, integer, object, optional, string } from "../../shared/readers";
import { ok, okNumbers, type Route } from "../kernel/http/route";
import { dataDiff } from "./compare/dataDiff";
import { dataState } from "./compare/dataState";
import { dataStatus } from "./compare/status";
import type { DataRoom } from "./dataRoom";
import { fileOfProject } from "./project/projectPath";
import type { ProjectRooms } from "./project/projectRooms";
import { diffTables } from "./tables/diffTables";

const root = "/api/tidemark/v1/data";

const readState = object({ project: string, remote: optional(boolean, false) });
const readChanges = object({ project: string, path: string, limit: optional(integer, 10_000) });
const readDiff = object({
  project: string,
  from: optional(string),
  to: optional(string),
  path: optional(string),
  limit: optional(integer, 10_000),
});
interface TableAsked {
  readonly project: string;
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** The newer version is what lies in the workspace, which is in no cache where it was not added yet. */
  readonly workspace: boolean;
}

const readTable = object<TableAsked>({
  project: string,
  path: string,
  before: optional(string),
  after: optional(string),
  workspace: optional(boolean, false),
});

/** What data are tracked and how they stand. All of it only looks; acts are jobs of the runtime's main thread. */
export function dataRoutes(rooms: ProjectRooms): Route[] {
  return [
    {
      method: "GET",
      path: `${root}/projects`,
      handle: async () => ok(await projectsOf(rooms)),
    },
    {
      method: "GET",
      path: root,
      async handle({ body }) {
        const { project, remote } = readState(body, "query");
        return ok(await dataState(rooms.get(project), project, remote));
      },
    },
    {
      method: "GET",
      path: `${root}/changes`,
      async handle({ body }) {
        const { project, path, limit } = readChanges(body, "query");
        return ok(await changesIn(rooms.get(project), { project, path, limit }));
      },
    },
    {
      method: "GET",
      path: `${root}/diff`,
      async handle({ body }) {
        const { project, ...asked } = readDiff(body, "query");
        return ok(await dataDiff(rooms.get(project), project, asked));
      },
    },
    {
      method: "GET",
      path: `${root}/table`,
      async handle({ body }) {
        const { project, path, before, after, workspace } = readTable(body, "query");
        const room = rooms.get(project);
        const whole = fileOfProject(room.project, path);
        return okNumbers(
          await diffTables(room.project, {
            path: whole,
            inWorkspace: workspace,
            ...(before !== undefined && { before }),
            ...(after !== undefined && { after }),
          }),
        );
      },
    },
  ];
}

async function projectsOf(rooms: ProjectRooms): Promise<DataProjects> {
  const { workspace } = rooms;
  const projects = (await rooms.roots()).map((each) => {
    const path = each === workspace ? "." : each.slice(workspace.length + 1);
    return { path, hasPipeline: hasPipeline(rooms, path) };
  });
  return { projects };
}

/** A project whose settings do not read is one all the same: its state says what is wrong. */
function hasPipeline(rooms: ProjectRooms, path: string): boolean {
  try {
    return rooms.get(path).files().pipelineFiles.length > 0;
  } catch (thrown) {
    if (thrown instanceof FileError) return false;
    throw thrown;
  }
}

async function changesIn(
  room: DataRoom,
  { project, path, limit }: { project: string; path: string; limit: number },
): Promise<FolderChanges> {
  const { outs } = await dataStatus(room, { words: [path], folder: room.project.root });
  const inside = outs[0]?.inside;
  const all = (["added", "modified", "deleted"] as const).flatMap((kind) =>
    (inside?.[kind] ?? []).map((name): FileChange => ({ path: name, kind })),
  );
  all.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { project, path, changes: all.slice(0, limit), total: all.length };
}
