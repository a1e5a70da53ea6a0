import { commitData } from "../../runtime/data/commit";
import type { FileError } from "../../shared/apiError";
import { quoteName } from "../../shared/quoteName";
import { defineVerb } from "../verb";
import { checkJobs, faultsAsJson, inRoom, tellFaults } from "./room";

export const commit = defineVerb({
  usage: "[TARGET]…",
  about: `Takes what lies in the workspace as the version that .dvc files and dvc.lock name, and keeps it in the cache.
Of a stage these are its outputs: a dependency or a parameter that changed still runs it again (\`tidemark exp
save\` takes those as well). Asks nothing, so --force changes nothing.

Examples:
  tidemark data commit
  tidemark data commit data/raw.dvc
  tidemark data commit train               the outputs of a stage`,
  options: {
    force: { kind: "flag", short: "f", help: "as without it" },
    recursive: { kind: "flag", short: "R", help: "all that is tracked below a folder" },
    "with-deps": { kind: "flag", short: "d", help: "what the targets depend on as well" },
    "no-relink": { kind: "flag", help: "leave the workspace's files as they are, whatever cache.type says" },
    jobs: { kind: "integer", value: "N", short: "j", help: "threads (default: one a core)" },
  },
  words: { least: 0, most: 100_000 },
  async run(call) {
    const { workspace, options, words, out, json } = call;
    const faults: FileError[] = [];
    const committed = await inRoom(call, true, ({ room, report }) =>
      commitData(
        room,
        { words, folder: workspace, recursive: options.recursive, withDeps: options["with-deps"] },
        { report, noRelink: options["no-relink"], ...checkJobs(options.jobs) },
        (fault) => faults.push(fault),
      ),
    );
    if (json) out.document({ committed, ...faultsAsJson(faults) });
    else for (const path of committed) out.print(quoteName(path));
    if (!json && committed.length + faults.length === 0) out.note("nothing has changed");
    return tellFaults(out, faults);
  },
});
