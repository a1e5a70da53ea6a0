import { removeRemote } from "../../runtime/data/remotes/editRemotes";
import { defineVerb } from "../verb";
import { levelOptions, placeOf } from "./configLevel";

export const remoteRemove = defineVerb({
  usage: "NAME",
  about: `Takes a remote out of the configuration. What lies there stays.

Example:
  tidemark data remote remove store`,
  options: levelOptions,
  words: { least: 1, most: 1 },
  async run({ workspace, words, options, out, json }) {
    const [name = ""] = words;
    removeRemote(placeOf(workspace, options), name);
    if (json) out.document({ removed: name.toLowerCase() });
    return 0;
  },
});
