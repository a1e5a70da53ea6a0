import { collectGarbage, usedObjects } from "../../runtime/data/collectGarbage";
import { createRoom } from "../../runtime/data/dataRoom";
import { getProjectRoot } from "../../runtime/data/project/openRepository";
import { collectRemoteGarbage, type RemoteGarbage } from "../../runtime/data/remotes/remoteGarbage";
import { countOf, formatBytes, formatEnglishCount } from "../../shared/format";
import { UsageError } from "../args";
import { askYes } from "../terminal/ask";
import { screenOf } from "../terminal/terminal";
import { defineVerb } from "../verb";
import { absolutePath, checkJobs, inRoom } from "./room";

export const gc = defineVerb({
  usage: "-w | -a | -T | -A | --rev COMMIT | --date DAY [-c] [--dry] [--force]",
  about: `Removes from the cache what is not used. One of the options must say what is kept; what the workspace uses always
is. Behind the command's name --workspace and -w are dvc's: keep the workspace's data and nothing else.

Examples:
  tidemark data gc -w --dry         what would go
  tidemark data gc -a -T -f         keeps what branches and tags use
  tidemark data gc -A -f            keeps what any commit uses`,
  options: {
    "keep-workspace": { kind: "flag", short: "w", help: "keep what the workspace uses" },
    "all-branches": { kind: "flag", short: "a", help: "keep what the tips of all branches use" },
    "all-tags": { kind: "flag", short: "T", help: "keep what all tags use" },
    "all-commits": { kind: "flag", short: "A", help: "keep what any commit uses" },
    "all-experiments": { kind: "flag", help: "keep what experiments use" },
    rev: { kind: "text", value: "COMMIT", help: "keep what this commit uses" },
    num: { kind: "integer", value: "N", short: "n", help: "with --rev or -a: so many commits back" },
    date: { kind: "text", value: "DAY", help: "keep what commits since that day use: 2026-01-31" },
    projects: { kind: "texts", value: "DIR", short: "p", help: "other projects that share the cache; may be repeated" },
    "skip-failed": { kind: "flag", help: "leave out commits whose files do not read" },
    cloud: { kind: "flag", short: "c", help: "from a remote as well" },
    remote: { kind: "text", value: "NAME", short: "r", help: "with -c: the remote; without it the default one" },
    jobs: { kind: "integer", value: "N", short: "j", help: "with -c: so many requests at once" },
    dry: { kind: "flag", help: "remove nothing, only say what would go" },
    force: { kind: "flag", short: "f", help: "ask nothing" },
  },
  spelled: { "--workspace": "--keep-workspace" },
  async run(call) {
    const { workspace, options, out, json } = call;
    const scope = {
      workspace: options["keep-workspace"],
      allBranches: options["all-branches"],
      allTags: options["all-tags"],
      allCommits: options["all-commits"],
      allExperiments: options["all-experiments"],
      rev: options.rev,
      num: options.num,
      date: options.date,
      skipFailed: options["skip-failed"],
    };
    const result = await inRoom(call, true, async ({ room }) => {
      // what cannot be known to be unused stays on a remote, --force or not
      const used = await usedObjects(room, scope, options.force && !options.cloud);
      const names = new Set(used.names);
      for (const project of options.projects) {
        const other = createRoom(getProjectRoot(absolutePath(workspace, project)));
        for (const name of (await usedObjects(other, scope, options.force && !options.cloud)).names) names.add(name);
        await other.close();
      }
      const planned = collectGarbage(room, { ...used, names }, true);
      const remote = { remote: options.remote, ...checkJobs(options.jobs) };
      const far = options.cloud ? await collectRemoteGarbage(room, names, { ...remote, dry: true }) : undefined;
      const many = planned.removed + (far?.removed.length ?? 0);
      if (options.dry || many === 0) return { ...planned, ...said(far) };
      const what = [
        `${countOf(planned.removed, "object")} (${formatBytes(planned.bytes)}) from ${room.project.cacheFolder}`,
        ...(far ? [`${formatEnglishCount(far.removed.length)} from ${far.remote}`] : []),
      ].join(" and ");
      if (!options.force && !screenOf(out).canAsk)
        throw new UsageError(`${what} would go; --force removes them, --dry only looks`);
      if (!options.force && !(await askYes(out, `Remove ${what}?`))) return { removed: 0, bytes: 0 };
      const removed = collectGarbage(room, { ...used, names }, false);
      if (far) await collectRemoteGarbage(room, names, { ...remote, dry: false });
      return { ...removed, ...said(far) };
    });
    if (json) out.document({ ...result, dry: options.dry });
    else if (result.removed === 0 && !result.fromRemote) out.print("nothing to remove");
    else
      out.print(
        `${options.dry ? "would remove" : "removed"} ${countOf(result.removed, "object")}, ${formatBytes(result.bytes)}${result.fromRemote ? `, and ${formatEnglishCount(result.fromRemote)} from ${result.remote}` : ""}`,
      );
    return 0;
  },
});

function said(far: RemoteGarbage | undefined): { remote?: string; fromRemote?: number } {
  return far === undefined ? {} : { remote: far.remote, fromRemote: far.removed.length };
}
