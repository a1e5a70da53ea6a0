import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { invalid } from "../../../shared/apiError";
import { openProjectFiles } from "../../data/data";
import { isRunning } from "../../kernel/processes";
import { addWorktree } from "./addWorktree";
import { endGit, openGit } from "./git";
import { keepExperiment } from "./manageExperiments";
import type { ExperimentsRoom } from "./openExperiments";
import { commitMessage, experimentEnv, type RanExperiment } from "./runInWorkspace";
import { runStages, type StagesRequest } from "./runStages";
import { commitTree, treeOfWork } from "./workTree";
import { withWorktreeConfig } from "./worktreeConfig";

export interface ApartRequest extends Omit<StagesRequest, "root" | "tracker"> {
  readonly name: string;
  readonly baseline: string;
  /** The files that it begins with: a commit or a tree. */
  readonly start: string;
  readonly message: string | undefined;
  readonly force: boolean;
  /** Files and folders that git does not follow, from `folder`. */
  readonly copyPaths: readonly string[];
  /** Of the project in its own work tree. */
  trackerAt(root: string): StagesRequest["tracker"];
}

/** Runs the pipeline in a work tree of its own, so that many run beside each other and the workspace stays as it is. */
export async function runApart(room: ExperimentsRoom, request: ApartRequest): Promise<RanExperiment> {
  const { git, below } = room;
  const { baseline, name, start } = request;
  const { place, end } = await makeWorktree(room, baseline, start);
  try {
    const root = join(place, below);
    withWorktreeConfig(join(room.root, ".dvc"), join(root, ".dvc"), openProjectFiles(room.root).repository.cacheFolder);
    const folder = resolve(place, relative(git.root, request.folder));
    mkdirSync(folder, { recursive: true });
    for (const path of request.copyPaths) copyInto(request.folder, folder, path);
    const stages = await runStages({
      ...request,
      root,
      folder,
      env: experimentEnv(room, request.env, baseline, name),
      tracker: request.trackerAt(root),
    });
    if (request.options.dry) return { name, experiment: undefined, stages };
    const own = openGit(place);
    const besides = stages.besides.map((path) => (below === "" ? path : `${below}/${path}`));
    const tree = await treeOfWork(own, join(room.ownFolder, "new"), besides);
    const commit = await commitTree(git, tree, [baseline], request.message ?? commitMessage(stages.hash));
    return { name, experiment: await keepExperiment(git, { baseline, name, commit, force: request.force }), stages };
  } finally {
    await end();
  }
}

function worktreesOf({ ownFolder }: ExperimentsRoom): string {
  return join(ownFolder, "worktrees");
}

interface Worktree {
  readonly place: string;
  end(): Promise<void>;
}

/** Named as the repository is, since stages and their runs are named by the folder. */
async function makeWorktree(room: ExperimentsRoom, baseline: string, start: string): Promise<Worktree> {
  await removeLeftOvers(room);
  const folder = join(worktreesOf(room), `${process.pid}-${randomBytes(4).toString("hex")}`);
  const end = removerOf(room, folder);
  try {
    mkdirSync(folder, { recursive: true });
    const place = join(realpathSync(folder), basename(room.git.root) || "work");
    await addWorktree(room.git, place, baseline);
    const own = openGit(place);
    await own.run(["read-tree", start]);
    await own.run(["checkout-index", "-a", "-f"]);
    return { place, end };
  } catch (thrown) {
    await end();
    throw thrown;
  }
}

/** It goes with its run, and with the process when that ends before: at a second Ctrl-C nobody waits for runs. */
function removerOf({ git }: ExperimentsRoom, folder: string): () => Promise<void> {
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  const atExit = () => {
    try {
      endGit();
      remove();
      execFileSync("git", ["worktree", "prune"], { cwd: git.root, stdio: "ignore" });
    } catch {
      // a stage that still ends wrote into it; what is left goes at the next run
    }
  };
  process.once("exit", atExit);
  return async () => {
    remove();
    await git.ask(["worktree", "prune"]);
    process.off("exit", atExit);
  };
}

/** Of processes that were killed. */
async function removeLeftOvers(room: ExperimentsRoom): Promise<void> {
  const folder = worktreesOf(room);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const pid = Number(name.split("-")[0]);
    if (pid === process.pid || isRunning(pid)) continue;
    rmSync(join(folder, name), { recursive: true, force: true });
    await room.git.ask(["worktree", "prune"]);
  }
}

function copyInto(from: string, to: string, path: string): void {
  const [source, target] = [resolve(from, path), resolve(to, path)];
  if (!existsSync(source)) invalid(`--copy-paths: ${path} does not exist`);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(source, target, { recursive: true });
}
