import { existsSync, readFileSync, statSync } from "node:fs";
import { relative } from "node:path";
import { readDvcFile } from "../../core/dvc/dvcFile";
import type { DataRoom } from "../../runtime/data/dataRoom";
import { type ImportOptions, updateImport } from "../../runtime/data/remotes/importUrl";
import { trackedOuts } from "../../runtime/data/tracked";
import { UsageError } from "../args";
import { defineVerb } from "../verb";
import { absolutePath, checkJobs, inRoom, shown } from "./room";

export const update = defineVerb({
  usage: "[--rev REV] [--no-download] [--force] TARGET…",
  about: `Looks again where imports came from, and takes what is there now. TARGET is a .dvc file that import or import-url
made, or its output; with -R a folder. Data of a remote with worktree = true are brought to what others have put there. Changes that are in no cache are not overwritten without --force.

Examples:
  tidemark data update data.csv.dvc
  tidemark data update --rev v2 images.dvc
  tidemark data update --no-download large.bin.dvc`,
  options: {
    rev: {
      kind: "text",
      value: "REV",
      help: "of another repository the branch, tag or commit to follow, of a bucket the version",
    },
    recursive: { kind: "flag", short: "R", help: "all imports below folders that are named" },
    "no-download": { kind: "flag", help: "only write down which version is there" },
    force: { kind: "flag", short: "f", help: "overwrite also what is in no cache" },
    "to-remote": { kind: "flag", help: "straight to a remote, neither into the workspace nor the cache" },
    remote: {
      kind: "text",
      value: "NAME",
      short: "r",
      help: "with --to-remote: the remote; without it the default one",
    },
    jobs: { kind: "integer", value: "N", short: "j", help: "so many files at once" },
  },
  words: { least: 1, most: 100_000 },
  async run(call) {
    const { workspace, options, words, out, json } = call;
    if (options["to-remote"] && options["no-download"])
      throw new UsageError("--no-download and --to-remote exclude each other");
    if (options.remote !== undefined && !options["to-remote"]) throw new UsageError("--remote goes with --to-remote");
    const work = {
      noDownload: options["no-download"],
      force: options.force,
      toRemote: options["to-remote"],
      rev: options.rev,
      remote: options.remote,
      ...checkJobs(options.jobs),
    };
    const updated: string[] = [];
    const same: string[] = [];
    await inRoom(call, true, async ({ room, report }) => {
      for (const file of await filesOf(room, words, { workspace, isRecursive: options.recursive }))
        ((await updateOne(room, file, { ...work, report })) ? updated : same).push(shown(workspace, file));
    });
    if (json) out.document({ updated, same });
    else {
      for (const file of updated) out.print(`${file}: a new version`);
      for (const file of same) out.note(`${file}: nothing new`);
    }
    return 0;
  },
});

/** An import from where it came from; other data from a remote that is a work tree of others as well. */
async function updateOne(room: DataRoom, file: string, options: ImportOptions): Promise<boolean> {
  const { deps } = await readDvcFile(readFileSync(file, "utf8"), relative(room.project.root, file));
  if (deps.length > 0) return (await updateImport(room, file, options)) !== undefined;
  for (const [option, isGiven] of [
    ["--rev", options.rev !== undefined],
    ["--no-download", options.noDownload],
    ["--to-remote", options.toRemote],
  ] as const)
    if (isGiven) throw new UsageError(`${relative(room.project.root, file)} is no import; leave ${option} out`);
  const { updateFromBucket } = await import("../../runtime/data/remotes/versioned/updateFromBucket");
  return updateFromBucket(room, file, options);
}

async function filesOf(
  room: DataRoom,
  words: readonly string[],
  { workspace, isRecursive }: { readonly workspace: string; readonly isRecursive: boolean },
): Promise<string[]> {
  const imports = isRecursive
    ? (await trackedOuts(room)).filter(({ file, from }) => from.endsWith(".dvc") && file?.deps.length === 1)
    : [];
  return words.flatMap((word) => {
    const path = absolutePath(workspace, word);
    if (isRecursive && statSync(path, { throwIfNoEntry: false })?.isDirectory())
      return imports.filter(({ from }) => from.startsWith(`${path}/`)).map(({ from }) => from);
    const file = path.endsWith(".dvc") ? path : `${path}.dvc`;
    if (!existsSync(file)) throw new UsageError(`${word}: there is no ${shown(workspace, file)}`);
    return file;
  });
}
