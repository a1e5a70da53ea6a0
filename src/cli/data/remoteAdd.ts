import { addRemote } from "../../runtime/data/remotes/editRemotes";
import { schemeOf, unsupported } from "../../runtime/data/remotes/openRemote";
import { defineVerb } from "../verb";
import { levelOptions, placeOf } from "./configLevel";

export const remoteAdd = defineVerb({
  usage: "[-d] [-f] NAME URL",
  about: `Names a place where data are pushed to and pulled from: a folder, s3://BUCKET/PATH, ssh://HOST/PATH, or
http(s)://… to read from. A relative folder is kept as seen from the configuration's file, as dvc does.

Examples:
  tidemark data remote add -d store /mnt/shared/data
  tidemark data remote add -d lake s3://bucket/project
  tidemark data remote add mine remote://lake/mine`,
  options: {
    ...levelOptions,
    default: { kind: "flag", short: "d", help: "it is the one that is used where none is named" },
    force: { kind: "flag", short: "f", help: "overwrite one of the same name" },
  },
  words: { least: 2, most: 2 },
  async run({ workspace, words, options, out, json }) {
    const [name = "", url = ""] = words;
    addRemote(placeOf(workspace, options), { name, url, isDefault: options.default, force: options.force });
    if (json) out.document({ name: name.toLowerCase(), url, default: options.default });
    else if (options.default) out.print(`Setting '${name.toLowerCase()}' as a default remote.`);
    const works = ["", "file", "s3", "ssh", "http", "https", "remote"];
    if (!works.includes(schemeOf(url))) out.note(unsupported({ url }, name));
    return 0;
  },
});
