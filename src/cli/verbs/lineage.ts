import { readLineage } from "../../shared/lineage";
import type { Door } from "../door";
import { versionPath } from "../registry/versionPath";
import { findRun } from "../runs/findRuns";
import { lineageLines } from "../runs/lineageText";
import { palette, screenOf } from "../terminal/terminal";
import { defineVerb } from "../verb";

export const lineage = defineVerb({
  usage: "RUN|MODEL/VERSION",
  about: `What a run or a model version came from (data, commit, script, params, parent run), and what came of it.
RUN is an id, the beginning of one, or a name that only one run has. VERSION is a number or an alias.

Examples:
  tidemark lineage calm-heron-214
  tidemark lineage customer-churn/5
  tidemark lineage customer-churn/@champion --json`,
  options: {},
  words: { least: 1, most: 1 },
  async run({ door, words, out, json }) {
    const opened = await door();
    const query = await queryOf(opened, words[0] ?? "");
    const found = await opened.call("GET", `/api/tidemark/v1/lineage?${query}`);
    if (json) {
      out.document(found);
      return 0;
    }
    const { muted, bold } = palette(screenOf(out).colour);
    for (const line of lineageLines(readLineage(found, "reply"), muted, bold)) out.print(line);
    return 0;
  },
});

/** A slash stands in no model's name, so it parts the model from its version. */
async function queryOf(door: Door, word: string): Promise<URLSearchParams> {
  const [, model, version] = /^(.+)\/(v?\d+|@[^/]+)$/i.exec(word) ?? [];
  if (model === undefined || version === undefined)
    return new URLSearchParams({ run: (await findRun(door, word, "ALL")).id });
  const path = await versionPath(door, model, version);
  return new URLSearchParams({ model, version: path.slice(path.lastIndexOf("/") + 1) });
}
