import { importRepo } from "../../runtime/data/elsewhere/importRepo";
import { countOf, formatBytes } from "../../shared/format";
import { UsageError } from "../args";
import { defineVerb } from "../verb";
import { otherOptions, otherOverrides } from "./otherWords";
import { checkJobs, inRoom, shown } from "./room";

export const importData = defineVerb({
  usage: "[-o PATH] [--rev REV] URL PATH",
  about: `Takes a file or folder of another repository of git or DVC into this project, and writes down the commit that it
came from. URL is a folder of this machine or whatever git can clone; passwords and keys are git's own. The data come from the
other project's own remote, each object hashed on its way.

Examples:
  tidemark data import https://github.com/iterative/dataset-registry get-started/data.xml
  tidemark data import git@host:team/registry.git images -o data/images --rev v2
  tidemark data import --no-download ../registry large

tidemark data update takes what is there later on.`,
  options: {
    out: { kind: "text", value: "PATH", short: "o", help: "where to; without it its own name" },
    rev: { kind: "text", value: "REV", help: "a branch, tag or commit; without it what HEAD is there" },
    "no-download": { kind: "flag", help: "only write down the commit" },
    "no-exec": { kind: "flag", help: "only write the .dvc file, and look at nothing" },
    force: { kind: "flag", short: "f", help: "overwrite what is there" },
    jobs: { kind: "integer", value: "N", short: "j", help: "so many files at once" },
    ...otherOptions,
  },
  words: { least: 2, most: 2 },
  async run(call) {
    const { workspace, options, words, out, json } = call;
    const [url = "", path = ""] = words;
    if (options["no-download"] && options["no-exec"])
      throw new UsageError("--no-download and --no-exec exclude each other");
    const asked = { url, path, rev: options.rev, out: options.out, folder: workspace, ...otherOverrides(options) };
    const done = await inRoom(call, true, ({ room, report }) =>
      importRepo(room, asked, {
        report,
        noDownload: options["no-download"],
        noExec: options["no-exec"],
        force: options.force,
        ...checkJobs(options.jobs),
      }),
    );
    const { content, commit } = done;
    const file = shown(workspace, done.file);
    if (json) out.document({ path: shown(workspace, done.path), file, commit, ...content });
    else if (content?.nfiles !== undefined)
      out.print(`${file}: ${countOf(content.nfiles, "file")}, ${formatBytes(content.size ?? 0)}`);
    else out.print(content ? `${file}: ${formatBytes(content.size ?? 0)}` : file);
    return 0;
  },
});
