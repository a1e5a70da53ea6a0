import { UsageError } from "../args";
import { defineVerb } from "../verb";
import { choiceOf, choiceOptions } from "./expChoice";

export const expRemove = defineVerb({
  usage: "[EXPERIMENT]… [-A | --rev COMMIT [-n N] | --queue] [--keep] [-g REMOTE]",
  about: `Removes experiments; their data stay in the cache until \`tidemark data gc\`.

Examples:
  tidemark exp remove lively-otter calm-heron
  tidemark exp remove --keep lively-otter     # all others
  tidemark exp remove --rev main
  tidemark exp remove -g origin lively-otter  # there instead of here`,
  options: {
    ...choiceOptions,
    queue: { kind: "flag", help: "runs that wait in tidemark's queue; dvc's own are left to dvc" },
    keep: { kind: "flag", help: "keep the chosen ones, remove all others" },
    "git-remote": { kind: "text", short: "g", value: "REMOTE", help: "of this repository instead of here" },
  },
  words: { least: 0, most: 10_000 },
  async run({ workspace, options, words, out, json }) {
    const byCommit = options["all-commits"] || options.rev.length > 0;
    if ((byCommit || options.queue) === words.length > 0)
      throw new UsageError("exp remove: name experiments, or say --rev, --all-commits or --queue");
    if (options.queue && (options.keep || options["git-remote"]))
      throw new UsageError("--queue goes with neither --keep nor --git-remote");
    const { openExperiments } = await import("../../runtime/pipeline/experiments/openExperiments");
    const { removeExperiments } = await import("../../runtime/pipeline/experiments/manageExperiments");
    const room = openExperiments(workspace);
    const removed = options.queue
      ? await (await import("../../runtime/pipeline/experiments/ownQueue")).clearQueue(room)
      : await removeExperiments(room.git, {
          names: words,
          choice: byCommit ? choiceOf(options) : undefined,
          keep: options.keep,
          remote: options["git-remote"],
        });
    if (json) out.document({ removed });
    else out.print(removed.length > 0 ? `Removed experiments: ${removed.join(", ")}` : "No experiments to remove.");
    return 0;
  },
});
