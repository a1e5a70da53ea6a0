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
    await inRoom(call, true, async ({ room }) =>
      unprotectAll(
        room.project,
        words.map((word) => absolutePath(workspace, word)),
      ),
    );
    if (json) out.document({ unprotected: words });
    return 0;
  },
});
