import { findRun } from "../runs/findRuns";
import type { Run } from "../runs/run";
import { defineVerb } from "../verb";

export const runsRestore = defineVerb({
  usage: "RUN…",
  about: `Brings deleted runs back. \`tidemark runs list --deleted\` shows which there are.

Example:
  tidemark runs restore 3f2a91c0`,
  options: {},
  words: { least: 1, most: 10_000 },
  async run({ door, words, out, json }) {
    const opened = await door();
    const runs: Run[] = [];
    for (const word of words) runs.push(await findRun(opened, word, "DELETED_ONLY"));
    for (const { id } of runs) await opened.call("POST", "/api/2.0/mlflow/runs/restore", { run_id: id });
    if (json) out.document({ restored: runs.map(({ id }) => id) });
    else for (const { id, name } of runs) out.print(`restored ${name} (${id})`);
    return 0;
  },
});
