import { relative } from "node:path";
import { moveData } from "../../runtime/data/move";
import { absolute } from "../../runtime/data/selectOuts";
import { quoteName } from "../../shared/quoteName";
import { defineVerb } from "../verb";
import { absolutePath, inRoom } from "./room";

export const move = defineVerb({
  usage: "FROM TO",
  about: `Renames a tracked file or folder, and its .dvc file with it.

Examples:
  tidemark data move raw.csv data/raw.csv
  tidemark data move raw.csv data          into a folder`,
  options: {},
  words: { least: 2, most: 2 },
  async run(call) {
    const { workspace, words, out, json } = call;
    const [from = "", to = ""] = words;
    const moved = await inRoom(call, true, ({ room }) =>
      moveData(room, absolutePath(workspace, from), absolute(workspace, to)),
    );
    const [path, file] = [relative(workspace, moved.path), relative(workspace, moved.file)];
    if (json) out.document({ path, file });
    else {
      out.print(`${quoteName(from)} → ${quoteName(path)}`);
      if (!moved.wasThere)
        out.note(
          `tidemark: ${from} is not there, so only its .dvc file was renamed; tidemark data checkout ${path} brings the data`,
        );
    }
    return 0;
  },
});
