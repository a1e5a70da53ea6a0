import { fetchData } from "../../runtime/data/remotes/sync";
import { defineVerb } from "../verb";
import { checkJobs, inRoom } from "./room";
import { filesSaid, scopeOf, syncOptions, tellTroubles, troublesAsJson } from "./syncWords";

export const fetch = defineVerb({
  usage: "[-r NAME] [TARGET]…",
  about: `Brings into the cache what it does not have of the tracked data; the workspace stays as it is. Each object is
hashed on its way: one that is rotten on the remote is named and not kept.

Examples:
  tidemark data fetch
  tidemark data fetch data/raw --max-size 1000000
  tidemark data fetch --all-tags

The exit code is 1 when something could not be had.`,
  options: {
    ...syncOptions,
    "max-size": { kind: "integer", value: "BYTES", help: "only outputs that are at most so large" },
  },
  words: { least: 0, most: 100_000 },
  async run(call) {
    const { workspace, options, words, out, json } = call;
    const scope = { ...scopeOf(words, workspace, options), maxSize: options["max-size"] };
    const { tally } = await inRoom(call, true, ({ room, report }) =>
      fetchData(room, scope, { report, ...checkJobs(options.jobs) }),
    );
    if (json) out.document({ fetched: tally.done, bytes: tally.bytes, failed: troublesAsJson(tally) });
    else if (tally.done > 0 || tally.troubles.length === 0) out.print(filesSaid(tally.done, "fetched"));
    return tellTroubles(out, tally);
  },
});
