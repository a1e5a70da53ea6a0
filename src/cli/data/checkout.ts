import { checkoutData } from "../../runtime/data/checkoutData";
import { quoteName } from "../../shared/quoteName";
import { defineVerb } from "../verb";
import { checkJobs, healedIn, inRoom, shown } from "./room";

/** So that what went wrong fits a screen. */
const mostNamed = 20;

export const checkout = defineVerb({
  usage: "[--force] [--relink] [TARGET]…",
  about: `Brings tracked files and folders to the versions that their .dvc files and dvc.lock name. Each object is hashed on
its way: a rotten one is set aside, fetched again from a remote that has it, and never reaches the workspace. Changes
that are in no cache are not overwritten without --force.

Examples:
  tidemark data checkout
  tidemark data checkout data/raw.dvc
  tidemark data checkout data/raw/a.csv    one file of a tracked folder
  tidemark data checkout --force           gives up changes that are in no cache

The exit code is 1 when something could not be brought; the rest is done.`,
  options: {
    force: { kind: "flag", short: "f", help: "overwrite and delete also what is in no cache" },
    relink: { kind: "flag", help: "make links or copies anew, as cache.type says" },
    recursive: { kind: "flag", short: "R", help: "all that is tracked below a folder" },
    "with-deps": { kind: "flag", short: "d", help: "what the targets depend on as well" },
    "allow-missing": { kind: "flag", help: "what is not in the cache is no failure" },
    summary: { kind: "flag", help: "numbers only" },
    jobs: { kind: "integer", value: "N", short: "j", help: "threads (default: one a core)" },
  },
  words: { least: 0, most: 100_000 },
  async run(call) {
    const { workspace, options, words, out, json } = call;
    const found = await inRoom(call, true, async ({ room, report }) => {
      const result = await checkoutData(
        room,
        { words, folder: workspace, recursive: options.recursive, withDeps: options["with-deps"] },
        {
          report,
          force: options.force,
          relink: options.relink,
          allowMissing: options["allow-missing"],
          ...checkJobs(options.jobs),
        },
      );
      return { ...result, healed: healedIn(call, room) };
    });
    const paths = (list: readonly string[]) => list.map((path) => shown(workspace, path));
    const { failed } = found;
    const result = { added: paths(found.added), modified: paths(found.modified), deleted: paths(found.deleted) };
    if (json)
      out.document({
        ...result,
        ...(found.healed.length > 0 && { healed: found.healed }),
        failed: failed.map(({ path, why }) => ({ path: shown(workspace, path), why })),
      });
    else if (options.summary)
      out.print(`${result.added.length} added, ${result.modified.length} modified, ${result.deleted.length} deleted`);
    else
      for (const kind of ["added", "modified", "deleted"] as const)
        for (const path of result[kind]) out.print(`${kind.padEnd(9)}${quoteName(path)}`);
    for (const { why } of failed.slice(0, mostNamed)) out.note(`tidemark: ${why.replaceAll(/\s*\n\s*/g, " ")}`);
    if (failed.length > mostNamed) out.note(`tidemark: and ${failed.length - mostNamed} more; --json names all`);
    if (!json && failed.length === 0 && Object.values(result).every((list) => list.length === 0))
      out.note("everything is as it should be");
    return failed.length > 0 ? 1 : 0;
  },
});
