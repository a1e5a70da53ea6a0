import { join, relative } from "node:path";
import type { Override } from "../../../core/dvc/overrides/override";
import type { Git } from "./git";
import { checkName } from "./manageExperiments";
import { type ExperimentsRoom, inGit } from "./openExperiments";
import { putInQueue, type QueuedRun } from "./ownQueue";
import { type FileOverride, overriddenFiles, pathBelow } from "./paramFiles";
import { randomName } from "./randomName";
import { headOf } from "./revisions";
import { commitTree, treeOfWork, withIndex } from "./workTree";

/** What runs begin with: the workspace as it is, without a file of it being touched. */
export interface Snapshot {
  readonly baseline: string;
  readonly tree: string;
}

export async function takeSnapshot(room: ExperimentsRoom, paramFiles: readonly string[] = []): Promise<Snapshot> {
  const besides = paramFiles.flatMap((path) => pathBelow(room.root, path) ?? []).map((path) => inGit(room, path));
  return { baseline: await headOf(room.git), tree: await treeOfWork(room.git, join(room.ownFolder, "new"), besides) };
}

/** The snapshot with parameters set, as a tree of git. */
export async function treeWith(
  room: ExperimentsRoom,
  snapshot: Snapshot,
  folder: string,
  overrides: readonly FileOverride<Override>[],
): Promise<string> {
  const files = await overriddenFiles(folder, overrides);
  if (files.length === 0) return snapshot.tree;
  return withIndex(room.git, join(room.ownFolder, "new"), async (env) => {
    await room.git.run(["read-tree", snapshot.tree], { env });
    for (const { path, text } of files) {
      const id = await room.git.run(["hash-object", "-w", "--stdin"], { input: text });
      const name = relative(room.git.root, path).replaceAll("\\", "/");
      await room.git.run(
        ["update-index", "--add", "--cacheinfo", `${await modeOf(room.git, snapshot, name)},${id},${name}`],
        { env },
      );
    }
    return room.git.run(["write-tree"], { env });
  });
}

async function modeOf(git: Git, { tree }: Snapshot, name: string): Promise<string> {
  const said = await git.run(["ls-tree", tree, "--", name]);
  const mode = said.split(" ")[0];
  return mode === "100755" ? mode : "100644";
}

export interface QueueRequest {
  readonly folder: string;
  readonly targets: readonly string[];
  /** One list a run. */
  readonly runs: readonly (readonly FileOverride<Override>[])[];
  /** With `-1`, `-2` behind it where there are several. */
  readonly name: string | undefined;
  readonly message: string | undefined;
  readonly force: boolean;
}

/** Puts runs into our own queue, from where `exp run --run-all` takes them. */
export async function queueRuns(room: ExperimentsRoom, request: QueueRequest): Promise<QueuedRun[]> {
  const { runs, folder, targets, message, force } = request;
  const files = await overriddenFiles(folder, runs[0] ?? []);
  const snapshot = await takeSnapshot(
    room,
    files.map(({ path }) => path),
  );
  const taken = new Set<string>();
  const names: string[] = [];
  for (const [i] of runs.entries()) {
    const given = request.name && (runs.length > 1 ? `${request.name}-${i + 1}` : request.name);
    const name = given ?? (await randomName(room.git, snapshot.baseline, taken));
    await checkName(room.git, snapshot.baseline, name, force);
    taken.add(name);
    names.push(name);
  }
  const queued = Date.now();
  const made: QueuedRun[] = [];
  for (const [i, overrides] of runs.entries()) {
    const name = names[i] as string;
    const tree = await treeWith(room, snapshot, folder, overrides);
    const commit = await commitTree(room.git, tree, [snapshot.baseline], `tidemark: queued experiment ${name}`);
    made.push(
      await putInQueue(
        room,
        {
          name,
          baseline: snapshot.baseline,
          commit,
          targets,
          force,
          queued,
          ...(message === undefined ? {} : { message }),
        },
        i,
      ),
    );
  }
  return made;
}
