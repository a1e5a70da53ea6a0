import { listOther } from "../../runtime/data/elsewhere/listOther";
import { defineVerb } from "../verb";
import { otherOptions, otherOverrides } from "./otherWords";

export const list = defineVerb({
  usage: "[-R] [--dvc-only] [--rev REV] URL [PATH]",
  about: `Lists what another repository of git or DVC has: files of git and data together. URL is a folder of this machine, of
which the last commit counts, or whatever git can clone.

Examples:
  tidemark data list https://github.com/iterative/dataset-registry
  tidemark data list -R --dvc-only ../registry images`,
  options: {
    recursive: { kind: "flag", short: "R", help: "all files below, and no folders" },
    "dvc-only": { kind: "flag", help: "only data" },
    rev: { kind: "text", value: "REV", help: "a branch, tag or commit; without it what HEAD is there" },
    ...otherOptions,
  },
  words: { least: 1, most: 2 },
  async run({ workspace, options, words, out, json }) {
    const [url = "", path = ""] = words;
    const asked = { url, path, rev: options.rev, recursive: options.recursive, dvcOnly: options["dvc-only"] };
    const rows = await listOther({ ...asked, folder: workspace, ...otherOverrides(options) }, {});
    if (json) out.document(rows);
    else for (const row of rows) out.print(row.path);
    return 0;
  },
});
