import { importUrl as takeIn } from "../../runtime/data/remotes/importUrl";
import { countOf, formatBytes } from "../../shared/format";
import { UsageError } from "../args";
import { readInputLine } from "../standardInput";
import { defineVerb } from "../verb";
import { checkJobs, inRoom, shown } from "./room";

export const importUrl = defineVerb({
  usage: "[--no-download | --to-remote] [-f] URL [OUT]",
  about: `Takes in a copy of what lies at a path, s3:// or http(s):// address and tracks it, with where it came from:
tidemark data update looks there again. remote://NAME/PATH stands for a place on a remote of the project. A URL of - is read from standard input,
where nobody else on the machine sees a password in it.

Examples:
  tidemark data import-url https://example.com/data.csv
  tidemark data import-url s3://bucket/raw data/raw
  tidemark data import-url --version-aware s3://bucket/raw data/raw
  tidemark data import-url --no-download s3://bucket/large.bin
  tidemark data import-url --to-remote -r store /mnt/disk/images`,
  options: {
    "no-download": { kind: "flag", help: "only write down which version is there" },
    "no-exec": { kind: "flag", help: "only write the .dvc file, and look at nothing" },
    "version-aware": { kind: "flag", help: "write down which versions of a bucket of S3 they are" },
    "to-remote": { kind: "flag", help: "straight to a remote, neither into the workspace nor the cache" },
    remote: {
      kind: "text",
      value: "NAME",
      short: "r",
      help: "with --to-remote: the remote; without it the default one",
    },
    out: { kind: "text", value: "PATH", short: "o", help: "where to; also the second word" },
    force: { kind: "flag", short: "f", help: "overwrite what is there" },
    jobs: { kind: "integer", value: "N", short: "j", help: "so many files at once" },
  },
  words: { least: 1, most: 2 },
  async run(call) {
    const { workspace, options, words, out, json } = call;
    const [word = "", second] = words;
    const url = word === "-" ? readInputLine("URL") : word;
    const kinds = [options["no-download"], options["no-exec"], options["to-remote"]].filter(Boolean).length;
    if (kinds > 1) throw new UsageError("--no-download, --no-exec and --to-remote exclude each other");
    if (options["version-aware"] && options["to-remote"])
      throw new UsageError("--version-aware and --to-remote exclude each other");
    if (options.remote !== undefined && !options["to-remote"]) throw new UsageError("--remote goes with --to-remote");
    const place = { out: second ?? options.out, folder: workspace };
    const done = await inRoom(call, true, ({ room, report }) =>
      takeIn(room, url, place, {
        report,
        noDownload: options["no-download"],
        noExec: options["no-exec"],
        versionAware: options["version-aware"],
        toRemote: options["to-remote"],
        remote: options.remote,
        force: options.force,
        ...checkJobs(options.jobs),
      }),
    );
    const { content } = done;
    const file = shown(workspace, done.file);
    if (json) out.document({ path: shown(workspace, done.path), file, ...content });
    else if (content?.nfiles !== undefined)
      out.print(`${file}: ${countOf(content.nfiles, "file")}, ${formatBytes(content.size ?? 0)}`);
    else out.print(content ? `${file}: ${formatBytes(content.size ?? 0)}` : file);
    return 0;
  },
});
