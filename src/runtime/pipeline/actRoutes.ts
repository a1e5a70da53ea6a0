import { ApiError, invalid } from "../../shared/apiError";
import {
  type ExperimentRequest,
  type ReproRequest,
  type ReproResult,
  readExperimentRequest,
  readReproRequest,
} from "../../shared/pipeline";
import { list, object, oneOf, optional, string } from "../../shared/readers";
import { type StageState, stageStates } from "../../shared/repro";
import { codeOf } from "../kernel/home";
import { ok, type Route } from "../kernel/http/route";
import type { Jobs, Progress } from "../kernel/jobs";
import type { Kernel } from "../kernel/kernel";
import { type OwnResult, runOwnCommand } from "../kernel/ownCommand";
import { isUnderWay } from "./live/liveFiles";
import { createRunReader } from "./live/runReader";
import { listRuns } from "./pipeline";

interface Context extends Pick<Kernel, "jobs" | "events"> {
  /** A project as a request names it; its root. */
  rootOf(project: string): string;
}

const path = "/api/tidemark/v1/pipeline";
const readProject = object({ project: string });

/** Milliseconds between looks at a run that goes on. */
const pause = 300;

/** What can be done with pipelines: jobs, worked on by a command of ours in a process of its own. */
export function pipelineActRoutes({ jobs, events, rootOf }: Context): Route[] {
  const running = new Map<string, Set<string>>();
  const start = (project: string, args: readonly string[], title: string, read: (result: OwnResult) => unknown) => {
    const root = rootOf(project);
    const changed = () => events.emit({ kind: "pipeline", id: project });
    const id = jobs.start("pipeline", title, async (report, signal) => {
      const live = followRuns(root, report, changed);
      try {
        return read(await runOwnCommand({ args, folder: root, report, signal }));
      } finally {
        live.end();
        running.get(project)?.delete(id);
        changed();
        events.emit({ kind: "data", id: project });
      }
    });
    running.set(project, (running.get(project) ?? new Set()).add(id));
    return ok({ job: id });
  };
  return [
    {
      method: "POST",
      path: `${path}/repro`,
      handle({ body }) {
        const asked = readReproRequest(body, "");
        return start(asked.project, reproCommand(asked), "reproduce", (result) => reproResult(result, asked.dry));
      },
    },
    {
      method: "POST",
      path: `${path}/stop`,
      handle({ body }) {
        const { project } = readProject(body, "");
        return ok({ stopped: stopRuns(jobs, running.get(project) ?? new Set(), rootOf(project)) });
      },
    },
    {
      method: "POST",
      path: `${path}/experiments`,
      handle({ body }) {
        const asked = readExperimentRequest(body, "");
        return start(asked.project, experimentCommand(asked), `experiment ${asked.act}`, experimentResult);
      },
    },
  ];
}

/** Ours end by their jobs; what was begun in a terminal is told to. */
function stopRuns(jobs: Jobs, ours: ReadonlySet<string>, root: string): number {
  for (const id of ours) jobs.cancel(id);
  if (ours.size > 0) return ours.size;
  const others = listRuns(root).filter(({ events }) => isUnderWay(events));
  return others.filter(({ begin }) => interrupt(begin.pid)).length;
}

/** False of one that has just ended by itself. */
function interrupt(pid: number): boolean {
  try {
    process.kill(pid, "SIGINT");
    return true;
  } catch (error) {
    if (codeOf(error) === "ESRCH") return false;
    if (codeOf(error) !== "EPERM") throw error;
    throw new ApiError("PERMISSION_DENIED", `the run of process ${pid} is another user's; only they can stop it`);
  }
}

/** Tells how far a run has come by the file that it writes. */
function followRuns(root: string, report: (progress: Progress) => void, changed: () => void) {
  let seen = "";
  const runs = createRunReader(root);
  const timer = setInterval(() => {
    const last = runs.last();
    if (last === undefined || `${last.begin.id} ${last.events.length}` === seen || !isUnderWay(last.events)) return;
    const stages = last.begin.stages.filter(isStage);
    const ended = new Set<string>();
    const running = new Set<string>();
    for (const event of last.events) {
      if (event.type !== "stage" || !isStage(event.stage)) continue;
      running.delete(event.stage);
      if (event.state === "running") running.add(event.stage);
      else if (event.state !== "waiting") ended.add(event.stage);
    }
    seen = `${last.begin.id} ${last.events.length}`;
    report({ done: ended.size, total: stages.length, unit: "stages", message: [...running].join(", ") });
    changed();
  }, pause);
  return { end: () => clearInterval(timer) };
}

/** And no data that is tracked by itself. */
function isStage(address: string): boolean {
  return !address.endsWith(".dvc");
}

function reproCommand(asked: ReproRequest): string[] {
  const flags = [
    asked.force && "--force",
    asked.dry && "--dry",
    asked.singleItem && "--single-item",
    asked.downstream && "--downstream",
    asked.keepGoing && "--keep-going",
    asked.pull && "--pull",
    asked.targets.length === 0 && "--all-pipelines",
  ].filter((flag) => flag !== false);
  const jobs = asked.jobs === undefined ? [] : ["--jobs", String(asked.jobs)];
  return ["repro", "--json", ...flags, ...jobs, "--", ...asked.targets];
}

const readDocument = object({
  outcome: oneOf("done", "failed", "stopped"),
  stages: list(object({ stage: string, state: oneOf(...stageStates), message: optional(string) })),
});

function reproResult({ code, stdout, notes }: OwnResult, isDry: boolean): ReproResult {
  if (code !== 0 && stdout.trim() === "") throw new ApiError("INVALID_STATE", sayOf(notes));
  const { stages } = readDocument(JSON.parse(stdout), "repro");
  const of = (state: StageState) => stages.filter((each) => each.state === state).map(({ stage }) => stage);
  const [ran, restored, failed, unchanged] = [of("done"), of("restored"), of("failed"), of("unchanged")];
  const why = stages
    .filter(({ state }) => state === "failed")
    .map(({ stage, message = "failed" }) => `${stage}: ${message}`);
  const parts = [
    ran.length > 0 ? `${ran.length} ${isDry ? "would run" : "ran"}: ${ran.join(", ")}` : "",
    restored.length > 0 ? `${restored.length} from the cache: ${restored.join(", ")}` : "",
    unchanged.length > 0 ? `${unchanged.length} unchanged` : "",
  ].filter(Boolean);
  const message = why.length > 0 ? why.join("; ") : parts.join("\n") || "Data and pipelines are up to date.";
  return { message, ran, restored, failed, unchanged };
}

function experimentCommand({ act, name, branch, set, targets }: ExperimentRequest): string[] {
  const named = name ?? (act === "run" ? "" : invalid("name: missing"));
  switch (act) {
    case "run":
      return [
        "exp",
        "run",
        ...set.flatMap((each) => ["--set-param", each]),
        ...(named ? ["--name", named] : []),
        "--",
        ...targets,
      ];
    case "apply":
      return ["exp", "apply", "--", named];
    case "branch":
      return ["exp", "branch", "--", named, ...(branch === undefined ? [] : [branch])];
    case "remove":
      return ["exp", "remove", "--", named];
    default:
      return act satisfies never;
  }
}

/** What its stages printed before one of them failed is no result. */
export function experimentResult({ code, stdout, notes }: OwnResult): string {
  if (code !== 0) throw new ApiError("INVALID_STATE", sayOf(notes));
  return stdout.trim();
}

function sayOf(notes: readonly string[]): string {
  return (notes.filter(Boolean).at(-1) ?? "it ended without a word").replace(/^tidemark: /, "");
}
