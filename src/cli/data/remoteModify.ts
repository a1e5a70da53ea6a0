import { modifyRemote } from "../../runtime/data/remotes/editRemotes";
import { UsageError } from "../args";
import { defineVerb } from "../verb";
import { levelOptions, placeOf } from "./configLevel";

export const remoteModify = defineVerb({
  usage: "NAME OPTION [VALUE] [--unset]",
  about: `Sets an option of a remote, or takes it away. The options are dvc's: url, jobs, verify; of S3 endpointurl, region,
profile, access_key_id, secret_access_key, …; of SSH user, port, keyfile; of HTTP auth, user, password, ….
Secrets belong into --local, which git does not see.

Examples:
  tidemark data remote modify lake endpointurl http://localhost:9000
  tidemark data remote modify --local lake secret_access_key …
  tidemark data remote modify lake region --unset`,
  options: { ...levelOptions, unset: { kind: "flag", short: "u", help: "take the option away" } },
  words: { least: 2, most: 3 },
  async run({ workspace, words, options, out, json }) {
    const [name = "", option = "", value] = words;
    if (value === undefined && !options.unset)
      throw new UsageError(`${option}: its value is missing; --unset takes it away`);
    modifyRemote(placeOf(workspace, options), name, option, options.unset ? undefined : value);
    if (json) out.document({ name: name.toLowerCase(), option: option.toLowerCase(), set: !options.unset });
    return 0;
  },
});
