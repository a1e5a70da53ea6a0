import { removeData } from "../../runtime/data/remove";
import { quoteName } from "../../shared/quoteName";
import { defineVerb } from "../verb";
import { inRoom } from "./room";

export const remove = defineVerb({
  usage: "[--outs] TARGET…",
  about: `No longer tracks what .dvc files or stages of dvc.yaml name. The data stay where they are, unless --outs says
otherwise, and in the cache until data gc.

Examples:
  tidemark data remove data/raw.dvc
  tidemark data remove --outs train`,
  options: { outs: { kind: "flag", help: "delete the data from the workspace as well" } },
  words: { least: 1, most: 100_000 },
  async run(call) {
    const { workspace, options, words, out, json } = call;
    const removed = await inRoom(call, true, ({ room }) =>
      removeData(room, words, { folder: workspace, withOuts: options.outs }),
    );
    if (json) out.document({ removed });
    else for (const path of removed) out.print(quoteName(path));
    return 0;
  },
});
