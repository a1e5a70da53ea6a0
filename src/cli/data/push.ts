import { pushData } from "../../runtime/data/remotes/sync";
import { defineVerb } from "../verb";
import { checkJobs, inRoom } from "./room";
import { filesSaid, scopeOf, syncOptions, tellTroubles, troublesAsJson } from "./syncWords";

export const push = defineVerb({
  usage: "[-r NAME] [TARGET]…",
  about: `Sends to a remote what it does not have of the tracked data. Each object is hashed on its way: a rotten one is
named, set aside and not sent; the rest goes. A push that was stopped goes on where it was.

Examples:
  tidemark data push
  tidemark data push -r store data/raw
  tidemark data push --all-branches --run-cache

The exit code is 1 when something could not be sent.`,
  options: syncOptions,
  words: { least: 0, most: 100_000 },
  async run(call) {
    const { workspace, options, words, out, json } = call;
    const tally = await inRoom(call, true, ({ room, report }) =>
      pushData(room, scopeOf(words, workspace, options), { report, ...checkJobs(options.jobs) }),
    );
    if (json) out.document({ pushed: tally.done, bytes: tally.bytes, failed: troublesAsJson(tally) });
    else if (tally.done > 0 || tally.troubles.length === 0) out.print(filesSaid(tally.done, "pushed"));
    return tellTroubles(out, tally);
  },
});
