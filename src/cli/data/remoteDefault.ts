import { readConfig, usualRemote } from "../../runtime/data/remotes/configFiles";
import { setUsualRemote } from "../../runtime/data/remotes/editRemotes";
import { defineVerb } from "../verb";
import { levelOf, levelOptions, placeOf } from "./configLevel";

export const remoteDefault = defineVerb({
  usage: "[NAME] [--unset]",
  about: `Says which remote is used where none is named, or prints it.

Examples:
  tidemark data remote default
  tidemark data remote default store
  tidemark data remote default --unset`,
  options: { ...levelOptions, unset: { kind: "flag", short: "u", help: "none is any more" } },
  words: { least: 0, most: 1 },
  async run({ workspace, words, options, out, json }) {
    const [name] = words;
    const place = placeOf(workspace, options);
    if (name !== undefined || options.unset) {
      setUsualRemote(place, options.unset ? undefined : name);
      if (json) out.document({ default: options.unset ? null : name?.toLowerCase() });
      return 0;
    }
    const level = levelOf(options);
    const usual = usualRemote(level ? readConfig(place.dvcFolder, [level]) : readConfig(place.dvcFolder));
    if (json) out.document({ default: usual ?? null });
    else if (usual === undefined) out.note("No default remote set");
    else out.print(usual);
    return usual === undefined ? 1 : 0;
  },
});
