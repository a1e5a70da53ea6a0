import { existsSync } from "node:fs";
import { updateImport } from "../../runtime/data/remotes/importUrl";
import { UsageError } from "../args";
import { defineVerb } from "../verb";
import { absolutePath, checkJobs, inRoom, shown } from "./room";

export const update = defineVerb({
  usage: "[--no-download] [--force] TARGET…",
  about: `Looks again where imports came from, and takes what is there now. TARGET is a .dvc file that import-url made, or its
output. Changes that are in no cache are not overwritten without --force.

Examples:
  tidemark data update data.csv.dvc
  tidemark data update --no-download large.bin.dvc`,
  options: {
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
    const files = words.map((word) => {
      const path = absolutePath(workspace, word);
      const file = path.endsWith(".dvc") ? path : `${path}.dvc`;
      if (!existsSync(file)) throw new UsageError(`${word}: there is no ${shown(workspace, file)}`);
      return file;
    });
    const work = {
      noDownload: options["no-download"],
      force: options.force,
      toRemote: options["to-remote"],
      remote: options.remote,
      ...checkJobs(options.jobs),
    };
    const updated: string[] = [];
    const same: string[] = [];
    await inRoom(call, true, async ({ room, report }) => {
      for (const file of files)
        ((await updateImport(room, file, { ...work, report })) ? updated : same).push(shown(workspace, file));
    });
    if (json) out.document({ updated, same });
    else {
      for (const file of updated) out.print(`${file}: a new version`);
      for (const file of same) out.note(`${file}: nothing new`);
    }
    return 0;
  },
});
