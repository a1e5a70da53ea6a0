import { formatDuration, formatNumber, formatSigned } from "../../shared/format";
import { compareRuns, differs, type Fact, factDocument } from "../runs/compare";
import { findRun } from "../runs/findRuns";
import type { Run } from "../runs/run";
import { type Column, writeTable } from "../terminal/table";
import { defineVerb } from "../verb";

export const runsCompare = defineVerb({
  usage: "RUN RUN… [--all]",
  about: `Shows what differs, and only that: params, last metrics, data, where the code came from.
The first run is the baseline.

Examples:
  tidemark runs compare 3f2a91c0 88d1e5b2
  tidemark runs compare linear "forest 100×8" --all`,
  options: { all: { kind: "flag", help: "what is equal, too" } },
  words: { least: 2, most: 50 },
  async run({ door, words, options, out, json }) {
    const opened = await door();
    const runs: Run[] = [];
    for (const word of words) runs.push(await findRun(opened, word));
    const facts = compareRuns(runs, Date.now());
    const shown = options.all ? facts : facts.filter(differs);
    if (json) {
      out.document({
        runs: runs.map(({ id, name }) => ({ run_id: id, run_name: name })),
        [options.all ? "facts" : "differences"]: shown.map(factDocument),
      });
      return 0;
    }
    if (shown.length === 0)
      out.note("the runs do not differ in params, metrics, data or tags; --all shows what they share");
    else writeTable(out, comparisonColumns(runs), shown);
    return 0;
  },
});

function comparisonColumns(runs: readonly Run[]): Column<Fact>[] {
  const difference: Column<Fact> = {
    title: "difference",
    align: "right",
    text: ({ kind, values: [a, b] }) =>
      kind === "metric" && typeof a === "number" && typeof b === "number" ? formatSigned(b - a) : "",
    plain: ({ kind, values: [a, b] }) =>
      kind === "metric" && typeof a === "number" && typeof b === "number"
        ? String(Number((b - a).toPrecision(12)))
        : "",
    yields: 1,
  };
  return [
    { title: "what", text: (fact) => fact.kind, yields: 2 },
    { title: "key", text: ({ key }) => key, plain: (fact) => (isDuration(fact) ? "duration_s" : fact.key) },
    ...runs.map(
      (run, i): Column<Fact> => ({
        title: run.name === "" ? run.id.slice(0, 8) : run.name,
        text: (fact) => factText(fact, i),
        plain: (fact) => (isDuration(fact) ? secondsText(fact.values[i]) : String(fact.values[i] ?? "")),
      }),
    ),
    ...(runs.length === 2 ? [difference] : []),
  ];
}

function isDuration({ kind, key }: Fact): boolean {
  return kind === "run" && key === "duration";
}

/** As `runs list` writes it for programs. */
function secondsText(milliseconds: string | number | undefined): string {
  return typeof milliseconds === "number" ? String(milliseconds / 1000) : "";
}

function factText(fact: Fact, i: number): string {
  const value = fact.values[i];
  if (typeof value !== "number") return value ?? "";
  return isDuration(fact) ? formatDuration(value) : formatNumber(value);
}
