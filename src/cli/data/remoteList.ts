import { join } from "node:path";
import { getProjectRoot } from "../../runtime/data/project/openRepository";
import { configLevels, readConfig, remotesOf, usualRemote } from "../../runtime/data/remotes/configFiles";
import { defineVerb } from "../verb";
import { levelOf, levelOptions } from "./configLevel";

export const remoteList = defineVerb({
  usage: "",
  about: `The remotes of the project, of all levels of its configuration or of one.

Examples:
  tidemark data remote list
  tidemark data remote list --local --json`,
  options: levelOptions,
  async run({ workspace, options, out, json }) {
    const level = levelOf(options);
    const config = readConfig(join(getProjectRoot(workspace), ".dvc"), level ? [level] : configLevels);
    const usual = usualRemote(config);
    const remotes = Object.entries(remotesOf(config)).map(([name, { url }]) => ({
      name,
      url,
      default: name === usual,
    }));
    if (json) out.document(remotes);
    else for (const each of remotes) out.print(`${each.name}\t${each.url}${each.default ? "\t(default)" : ""}`);
    return 0;
  },
});
