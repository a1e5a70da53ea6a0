import { renameRemote } from "../../runtime/data/remotes/editRemotes";
import { defineVerb } from "../verb";
import { levelOptions, placeOf } from "./configLevel";

export const remoteRename = defineVerb({
  usage: "NAME NEW",
  about: `Gives a remote another name.

Example:
  tidemark data remote rename store lake`,
  options: levelOptions,
  words: { least: 2, most: 2 },
  async run({ workspace, words, options, out, json }) {
    const [name = "", to = ""] = words;
    renameRemote(placeOf(workspace, options), name, to);
    if (json) out.document({ name: to.toLowerCase(), before: name.toLowerCase() });
    return 0;
  },
});
