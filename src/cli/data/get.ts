import { getFrom } from "../../runtime/data/elsewhere/getFrom";
import { countOf, formatBytes } from "../../shared/format";
import { defineVerb } from "../verb";
import { otherOptions, otherOverrides } from "./otherWords";
import { checkJobs, shown } from "./room";

export const get = defineVerb({
  usage: "[-o PATH] [--rev REV] URL PATH",
  about: `Copies a file or folder out of another repository of git or DVC. Nothing is tracked, and no project is needed here.
URL is a folder of this machine, of which the last commit counts, or whatever git can clone.

Examples:
  tidemark data get https://github.com/iterative/dataset-registry get-started/data.xml
  tidemark data get ../registry images -o images --rev v2`,
  options: {
    out: { kind: "text", value: "PATH", short: "o", help: "where to; without it its own name" },
    rev: { kind: "text", value: "REV", help: "a branch, tag or commit; without it what HEAD is there" },
    force: { kind: "flag", short: "f", help: "overwrite what is there" },
    jobs: { kind: "integer", value: "N", short: "j", help: "so many files at once" },
    ...otherOptions,
  },
  words: { least: 2, most: 2 },
  async run({ workspace, options, words, out, json }) {
    const [url = "", path = ""] = words;
    const asked = { url, path, rev: options.rev, out: options.out, folder: workspace, force: options.force };
    const got = await getFrom({ ...asked, ...otherOverrides(options) }, checkJobs(options.jobs));
    const place = shown(workspace, got.path);
    if (json) out.document({ path: place, files: got.files, size: got.size });
    else out.print(`${place}: ${got.files === 1 ? "" : `${countOf(got.files, "file")}, `}${formatBytes(got.size)}`);
    return 0;
  },
});
