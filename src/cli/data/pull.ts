import { pullData } from "../../runtime/data/remotes/pull";
import { quoteName } from "../../shared/quoteName";
import { defineVerb } from "../verb";
import { checkJobs, healedIn, inRoom, shown } from "./room";
import { filesSaid, scopeOf, syncOptions, tellTroubles, troublesAsJson } from "./syncWords";

export const pull = defineVerb({
  usage: "[-r NAME] [--force] [TARGET]…",
  about: `Brings what is missing of the tracked data from a remote, and the workspace to what the .dvc files and dvc.lock
say. Each object is hashed on its way. Changes that are in no cache are not overwritten without --force.

Examples:
  tidemark data pull
  tidemark data pull -r store data/raw
  tidemark data pull --allow-missing

The exit code is 1 when something could not be had or brought; the rest is done.`,
  options: {
    ...syncOptions,
    force: { kind: "flag", short: "f", help: "overwrite and delete also what is in no cache" },
    "allow-missing": { kind: "flag", help: "what no remote has is no failure" },
  },
  words: { least: 0, most: 100_000 },
  async run(call) {
    const { workspace, options, words, out, json } = call;
    const scope = scopeOf(words, workspace, options);
    const { tally, result, healed } = await inRoom(call, true, async ({ room, report }) => {
      const allowMissing = options["allow-missing"];
      const how = { report, ...checkJobs(options.jobs), force: options.force, allowMissing };
      const done = await pullData(room, scope, how);
      return { ...done, healed: healedIn(call, room) };
    });
    const paths = (list: readonly string[]) => list.map((path) => shown(workspace, path));
    const changes = { added: paths(result.added), modified: paths(result.modified), deleted: paths(result.deleted) };
    const isMissing = ({ kind }: { kind: string }) => options["allow-missing"] && kind === "missing";
    const troubles = tally.troubles.filter((each) => !isMissing(each));
    const told = { ...tally, troubles };
    const named = new Set(troubles.map(({ label }) => label));
    const failed = result.failed.filter(
      ({ path, why }) => !named.has(shown(workspace, path)) && !troubles.some((each) => each.why === why),
    );
    if (json)
      out.document({
        fetched: tally.done,
        bytes: tally.bytes,
        ...changes,
        ...(healed.length > 0 && { healed }),
        failed: [
          ...troublesAsJson(told),
          ...failed.map(({ path, why }) => ({ kind: "failed", path: shown(workspace, path), why })),
        ],
      });
    else {
      const letters = { added: "A", modified: "M", deleted: "D" } as const;
      for (const kind of ["modified", "added", "deleted"] as const)
        for (const path of changes[kind]) out.print(`${letters[kind]}       ${quoteName(path)}`);
      const said = tally.done > 0 ? [filesSaid(tally.done, "fetched")] : [];
      const many = Object.values(changes).reduce((sum, list) => sum + list.length, 0);
      if (said.length > 0) out.print(said.join(""));
      else if (many === 0 && troubles.length + failed.length === 0) out.print(filesSaid(0, "fetched"));
    }
    const code = tellTroubles(out, told);
    if (troubles.length === 0) for (const { why } of failed) out.note(`tidemark: ${why.replaceAll(/\s*\n\s*/g, " ")}`);
    return failed.length > 0 ? 1 : code;
  },
});
