import { ApiError } from "../../../shared/apiError";
import { projectRoot } from "../../data/data";
import type { Kernel } from "../../kernel/kernel";
import { runOwnCommand } from "../../kernel/ownCommand";
import { type PlannedPipeline, readShared } from "./readShared";
import { createSchedule } from "./schedule";
import { stateOfFiles } from "./stateOfFiles";

const everyMs = 5000;
/** Looks at files take at most one part in so many of the time, however large the tree is. */
const restParts = 20;

/** Runs what tidemark.yaml plans as long as the runtime lives. Costs a look at one file while nothing is planned. */
export function followPlan({ places, jobs, log, clock, events }: Kernel): { close(): Promise<void> } {
  const { workspace } = places;
  const running = new Set<string>();

  const run = (pipeline: PlannedPipeline, because: string): boolean => {
    if (running.has(pipeline.name)) return false;
    running.add(pipeline.name);
    const count = pipeline.jobs === undefined ? [] : ["--jobs", String(pipeline.jobs)];
    const targets = pipeline.targets.length === 0 ? ["--all-pipelines"] : ["--", ...pipeline.targets];
    jobs.start("pipeline", `${pipeline.name} (${because})`, async (report, signal) => {
      try {
        const folder = projectRoot(workspace, pipeline.project);
        const args = ["repro", "--json", ...count, ...targets];
        const { code, stdout, notes } = await runOwnCommand({ args, folder, report, signal });
        if (code !== 0 && stdout.trim() === "") throw new ApiError("INVALID_STATE", notes.at(-1) ?? "it did not run");
        return JSON.parse(stdout) as unknown;
      } finally {
        running.delete(pipeline.name);
        for (const kind of ["pipeline", "data"]) events.emit({ kind, id: pipeline.project });
      }
    });
    return true;
  };
  const restUntil = new Map<string, number>();
  const filesOf = async ({ name, project, files }: PlannedPipeline): Promise<string | undefined> => {
    const began = clock.now();
    if (began < (restUntil.get(name) ?? 0)) return undefined;
    const folder = rootIfThere(workspace, project);
    if (folder === undefined) return undefined;
    const state = await stateOfFiles(folder, files);
    const ended = clock.now();
    restUntil.set(name, ended + (ended - began) * restParts);
    return state;
  };
  const schedule = createSchedule({
    read: async () => (await readShared(workspace)).pipelines,
    run,
    filesOf,
    warn: (message) => log.warn("what tidemark.yaml plans cannot be read", { why: message }),
    now: clock.now,
  });
  let looking: Promise<void> | undefined;
  const timer = setInterval(() => {
    looking ??= schedule
      .look()
      .catch((error: unknown) => log.error("a planned run was lost", { why: String(error) }))
      .finally(() => {
        looking = undefined;
      });
  }, everyMs);
  timer.unref();
  return {
    close: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}

/** Of a project that is gone, or is not in the workspace, no file is looked at. */
function rootIfThere(workspace: string, project: string): string | undefined {
  try {
    return projectRoot(workspace, project);
  } catch (thrown) {
    if (thrown instanceof ApiError) return undefined;
    throw thrown;
  }
}
