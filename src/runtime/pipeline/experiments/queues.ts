import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isRunning } from "../../kernel/processes";
import { refs } from "./experimentRefs";
import type { Git } from "./git";
import type { ExperimentsRoom } from "./openExperiments";
import { readOwnQueue } from "./ownQueue";

/** A run that waits, is under way or has failed, in dvc's queue or in ours. */
export interface Waiting {
  /** The commit that it begins with; `workspace` of one that runs there. */
  readonly rev: string;
  readonly name: string | null;
  readonly baseline: string;
  /** Undefined of the workspace. */
  readonly committed: number | undefined;
  readonly state: "queued" | "running" | "failed";
  readonly executor: "dvc-task" | "workspace" | "tempdir" | "tidemark";
  readonly pid: number | null;
  readonly root: string | null;
  readonly log: string | null;
  /** Of ours, why it failed. */
  readonly why?: string;
}

/** Both queues. dvc's is read and never written. */
export async function readQueues(room: ExperimentsRoom): Promise<Waiting[]> {
  const { git, root } = room;
  const running = runningOfDvc(root);
  const ours = readOwnQueue(room);
  const revs = [...running.map(({ rev }) => rev), ...ours.map(({ commit }) => commit)].filter(
    (rev) => rev !== "workspace",
  );
  const times = await timesOf(git, revs);
  const isActive = new Set(running.map(({ rev }) => rev));
  const waiting = (await stashOf(git, refs.queued, "queued")).filter(({ rev }) => !isActive.has(rev));
  return [
    ...running.map((each) => ({ ...each, committed: times.get(each.rev) })),
    ...ours.map(
      ({ commit, name, baseline, state, pid, failure }): Waiting => ({
        rev: commit,
        name,
        baseline,
        committed: times.get(commit) ?? 0,
        state,
        executor: "tidemark",
        pid,
        root: null,
        log: null,
        ...(failure === undefined ? {} : { why: failure }),
      }),
    ),
    ...waiting,
    ...(await stashOf(git, refs.failed, "failed")),
  ];
}

/** dvc keeps its queue in the log of a ref: `dvc-exp:<head>:<baseline>:<name>[:<branch>]` a line. */
async function stashOf(git: Git, ref: string, state: "queued" | "failed"): Promise<Waiting[]> {
  const said = await git.ask(["log", "--walk-reflogs", "--format=%H %ct %gs", ref, "--"]);
  return (said ?? "").split("\n").flatMap((line) => {
    const [, rev = "", time, baseline = "", name] =
      /^([0-9a-f]+) (\d+) (?:commit: )?dvc-exp:[0-9a-f]+:([0-9a-f]+):([^:]*)/.exec(line) ?? [];
    if (rev === "") return [];
    const waiting: Waiting = {
      rev,
      name: name || null,
      baseline,
      committed: Number(time),
      state,
      executor: "dvc-task",
      pid: null,
      root: null,
      log: null,
    };
    return [waiting];
  });
}

interface RunInfo {
  readonly baseline_rev: string;
  readonly name: string | null;
  readonly root_dir: string;
  readonly location: string;
  readonly status: number;
}

/** dvc's numbers of what a run does: it prepares, it runs. */
const underWay = [1, 2];

function runningOfDvc(root: string): Omit<Waiting, "committed">[] {
  const exps = join(root, ".dvc", "tmp", "exps");
  return [join(exps, "run"), join(exps, "standalone", "run")].flatMap((folder) =>
    namesIn(folder).flatMap((rev): Omit<Waiting, "committed">[] => {
      const info = readJson<RunInfo>(join(folder, rev, `${rev}.run`));
      const pid = readJson<{ pid: number }>(join(folder, rev, `${rev}.json`))?.pid;
      if (!info || !underWay.includes(info.status) || pid === undefined || !isRunning(pid)) return [];
      const executor = rev === "workspace" ? "workspace" : folder.includes("standalone") ? "tempdir" : "dvc-task";
      const { name, baseline_rev: baseline, root_dir } = info;
      return [{ rev, name, baseline, state: "running", executor, pid, root: root_dir, log: null }];
    }),
  );
}

async function timesOf(git: Git, revs: readonly string[]): Promise<Map<string, number>> {
  if (revs.length === 0) return new Map();
  const input = `${revs.join("\n")}\n`;
  const said = await git.ask(["log", "--no-walk=unsorted", "--ignore-missing", "--format=%H %ct", "--stdin"], {
    input,
  });
  return new Map((said ?? "").split("\n").map((line) => [line.split(" ")[0] ?? "", Number(line.split(" ")[1])]));
}

function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as T;
  } catch {
    return undefined; // gone meanwhile, or of a version of dvc that has it elsewhere
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // dvc has run nothing yet
  }
}
