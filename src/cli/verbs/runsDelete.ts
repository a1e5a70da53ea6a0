import { findRun } from "../runs/findRuns";
import type { Run } from "../runs/run";
import { defineVerb } from "../verb";

export const runsDelete = defineVerb({
  usage: "RUN…",
  about: `Deleted runs are out of sight but still there: \`tidemark runs restore\` brings them back
until \`tidemark gc\` takes them for good.

Examples:
  tidemark runs delete 3f2a91c0
  tidemark runs list --filter "attributes.status = 'FAILED'" --columns id | tail -n +2 | xargs tidemark runs delete`,
  options: {},
  words: { least: 1, most: 10_000 },
  async run({ door, words, out, json }) {
    const opened = await door();
    const runs: Run[] = [];
    // all are found before the first goes, so a typo deletes nothing
    for (const word of words) runs.push(await findRun(opened, word));
    for (const { id } of runs) await opened.call("POST", "/api/2.0/mlflow/runs/delete", { run_id: id });
    if (json) out.document({ deleted: runs.map(({ id }) => id) });
    else for (const { id, name } of runs) out.print(`deleted ${name} (${id}); back with: tidemark runs restore ${id}`);
    return 0;
  },
});
