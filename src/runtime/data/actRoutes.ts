import { ApiError } from "../../shared/apiError";
import { type ActRequest, type ActResult, readActRequest } from "../../shared/data";
import { ok, type Route } from "../kernel/http/route";
import type { Progress } from "../kernel/jobs";
import type { Kernel } from "../kernel/kernel";
import { runOwnCommand } from "../kernel/ownCommand";
import { commandOf, inputOf } from "./actCommand";
import { findGitRoot } from "./project/openRepository";
import { insideOf, projectRoot } from "./project/projectPath";
import { editRemote, isRemoteAct } from "./remoteActs";

/** What can be done with data: each is a job, worked on by a command of ours in a process of its own. */
export function dataActRoutes({ jobs, events, places }: Pick<Kernel, "jobs" | "events" | "places">): Route[] {
  return [
    {
      method: "POST",
      path: "/api/tidemark/v1/data/acts",
      handle({ body }) {
        const asked = readActRequest(body, "");
        const { workspace } = places;
        const folder =
          asked.act === "init" ? insideOf(workspace, asked.project) : projectRoot(workspace, asked.project);
        const work = workOf(asked, folder);
        const job = jobs.start(
          `data ${asked.act}`,
          `${asked.act} ${asked.targets.join(" ")}`.trim(),
          async (report, signal) => {
            try {
              return await work(report, signal);
            } finally {
              events.emit({ kind: "data", id: asked.project });
            }
          },
        );
        return ok({ job });
      },
    },
  ];
}

/** What is asked for is read before the job begins: what is wrong with it is the answer. */
function workOf(asked: ActRequest, folder: string): Work {
  const { act } = asked;
  if (isRemoteAct(act)) return async () => editRemote(folder, { ...asked, act });
  const args = [...commandOf({ ...asked, act }), ...(act === "init" ? initFlags(folder) : [])];
  const input = inputOf(asked);
  return async (report, signal) =>
    resultOf(await runOwnCommand({ args, folder, report, signal, ...(input !== undefined && { input }) }));
}

type Work = (report: (progress: Progress) => void, signal: AbortSignal) => Promise<ActResult>;

/** A button does not know what lies around the folder: without git, or below its root, dvc wants to be told. */
function initFlags(folder: string): string[] {
  const gitRoot = findGitRoot(folder);
  if (gitRoot === undefined) return ["--no-scm"];
  return gitRoot === folder ? [] : ["--subdir"];
}

/** A command that did a part has said on stderr what it could not do. */
export function resultOf({
  code,
  stdout,
  notes,
}: {
  code: number;
  stdout: string;
  notes: readonly string[];
}): ActResult {
  const lines = stdout.split("\n").filter(Boolean);
  const said = notes.map((line) => line.replace(/^tidemark: /, "")).filter(Boolean);
  if (code === 2) throw new ApiError("INVALID_PARAMETER_VALUE", said.at(-1) ?? "it was refused");
  const last = lines.at(-1) ?? said.at(-1) ?? "done";
  if (code === 0) return { message: last, failed: [], changed: [] };
  const why = said.length > 0 ? said : [last];
  return { message: last, failed: why.slice(0, 50).map((each) => ({ path: "", why: each })), changed: [] };
}
