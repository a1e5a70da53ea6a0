import { defineVerb } from "../verb";

export const expApply = defineVerb({
  usage: "[-f | --no-force] EXPERIMENT",
  about: `Brings the files and the data of an experiment into the workspace; HEAD and the index stay.
Changes that lie in no commit are put away first: \`git stash apply refs/exps/apply/stash\` brings them back. Data that
are in no cache are not overwritten without --force.

Example:
  tidemark exp apply lively-otter`,
  options: {
    force: { kind: "flag", short: "f", help: "overwrite data, too, that are in no cache" },
    "no-force": { kind: "flag", help: "overwrite no file that is not committed, instead of putting it away" },
  },
  words: { least: 1, most: 1 },
  async run({ workspace, options, words: [name = ""], out, json }) {
    const { applyWithData } = await import("../../runtime/pipeline/experiments/applyWithData");
    const { applied, data } = await applyWithData(workspace, name, {
      refuse: options["no-force"],
      force: options.force,
    });
    const failed = data.failed.map(({ path, why }) => ({ path, why }));
    for (const { why } of failed) out.note(why);
    if (json) out.document({ commit: applied.commit, stashed: applied.kept, failed });
    else {
      if (applied.kept.length > 0)
        out.note(`${applied.kept.join(", ")}: what they were comes back by git stash apply refs/exps/apply/stash`);
      out.print(`Changes of experiment '${name}' are in the workspace.`);
    }
    return failed.length > 0 ? 1 : 0;
  },
});
