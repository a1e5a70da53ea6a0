import { relative } from "node:path";
import { addData } from "../../runtime/data/add";
import { rememberAdded } from "../../runtime/data/checkoutData";
import { expandGlobs } from "../../runtime/data/expandGlobs";
import { countOf, formatBytes } from "../../shared/format";
import { quoteName } from "../../shared/quoteName";
import { defineVerb } from "../verb";
import { absolutePath, checkJobs, inRoom, shown } from "./room";

export const add = defineVerb({
  usage: "[--no-commit] [--glob] TARGET…",
  about: `Tracks files and folders as dvc does: their content goes into the cache, a .dvc file beside each says which
version it is, and git leaves the data alone. A path inside a tracked folder updates that folder.

Examples:
  tidemark data add data/raw
  tidemark data add model.pkl labels.csv
  tidemark data add --glob 'data/*.parquet'
  tidemark data add data/raw/new.csv       only this file of a tracked folder`,
  options: {
    "no-commit": { kind: "flag", help: "write the .dvc files and leave the cache as it is" },
    "no-relink": { kind: "flag", help: "leave the workspace's files as they are, whatever cache.type says" },
    glob: { kind: "flag", help: "targets may have * ? [ ] and **" },
    force: { kind: "flag", short: "f", help: "write over a .dvc file that names something else" },
    jobs: { kind: "integer", value: "N", short: "j", help: "threads (default: one a core)" },
  },
  words: { least: 1, most: 100_000 },
  async run(call) {
    const { workspace, options, words, out, json } = call;
    const added = await inRoom(call, true, async ({ room, report }) => {
      const paths = words.map((word) => absolutePath(workspace, word));
      const found = await addData(room, options.glob ? expandGlobs(paths) : paths, {
        report,
        noCommit: options["no-commit"],
        noRelink: options["no-relink"],
        force: options.force,
        ...checkJobs(options.jobs),
      });
      rememberAdded(room, found);
      return found.map(({ path, file, content }) => ({
        path: shown(workspace, path),
        file: relative(workspace, file),
        md5: content.md5,
        size: content.size,
        ...(content.nfiles === undefined ? {} : { nfiles: content.nfiles }),
      }));
    });
    if (json) out.document({ added });
    else
      for (const { path, file, size, nfiles } of added) {
        const files = nfiles === undefined ? "" : `${countOf(nfiles, "file")}, `;
        out.print(`${quoteName(path)}  ${files}${size === undefined ? "" : formatBytes(size)}  → ${quoteName(file)}`);
      }
    return 0;
  },
});
