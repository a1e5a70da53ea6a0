import { unprotectAll } from "../../runtime/data/unprotect";
import { defineVerb } from "../verb";
import { absolutePath, inRoom } from "./room";

export const unprotect = defineVerb({
  usage: "TARGET…",
  about: `Makes files that are links into the cache own, writable copies, so that they can be edited.

Example:
  tidemark data unprotect data/raw`,
  options: {},
  words: { least: 1, most: 100_000 },
  async run(call) {
    const { workspace, words, out, json } = call;
    const paths = words.map((word) => absolutePath(workspace, word));
    await inRoom(call, true, async ({ room }) => {
      room.refuseBusy(paths);
      unprotectAll(room.project, paths);
    });
    if (json) out.document({ unprotected: words });
    return 0;
  },
});
