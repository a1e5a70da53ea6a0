import type { Changes } from "../../core/dvc/compare/diffValues";
import { jsonOf } from "../../core/dvc/compare/jsonOf";
import { defineVerb } from "../verb";
import { type ChangeRow, changeColumns } from "./compareTable";
import { writeRows } from "./compareWords";

export const expDiff = defineVerb({
  usage: "[OLD [NEW]] [--all] [--param-deps] [--md] [--no-path] [--precision N]",
  about: `What metrics and parameters have become between two experiments or commits; HEAD and the workspace when none
are named.

Examples:
  tidemark exp diff
  tidemark exp diff main lively-otter
  tidemark exp diff calm-heron lively-otter --json`,
  options: {
    all: { kind: "flag", help: "what is the same, too" },
    "param-deps": { kind: "flag", help: "of parameters only what stages depend on" },
    md: { kind: "flag", help: "a Markdown table" },
    "no-path": { kind: "flag", help: "no column of files" },
    precision: { kind: "integer", value: "N", help: "digits behind the point (default 5)" },
  },
  words: { least: 0, most: 2 },
  async run({ workspace, options, words: [from, to], out, json }) {
    const { diffExperiments } = await import("../../runtime/pipeline/experiments/diffExperiments");
    const diff = await diffExperiments(workspace, from, to, { all: options.all, paramDeps: options["param-deps"] });
    if (json) {
      out.document({ metrics: documentOf(diff.metrics), params: documentOf(diff.params) });
      return 0;
    }
    const digits = options.precision ?? 5;
    for (const [what, changes] of [
      ["Metric", diff.metrics],
      ["Param", diff.params],
    ] as const) {
      const shape = {
        what,
        old: from ?? "HEAD",
        fresh: to ?? "workspace",
        hasPath: !options["no-path"],
        hasChange: true,
      };
      const rows: ChangeRow[] = [...changes].flatMap(([path, names]) =>
        [...names].map(([name, change]) => ({ path, name, change })),
      );
      if (rows.length > 0) writeRows(out, changeColumns({ ...shape, digits }), rows, options.md);
      else out.note(`${what === "Metric" ? "metrics" : "parameters"} are the same`);
      if (what === "Metric") out.stdout.write("\n");
    }
    return 0;
  },
});

function documentOf(changes: Changes): unknown {
  return Object.fromEntries(
    [...changes].map(([path, names]) => [
      path,
      Object.fromEntries(
        [...names].map(([name, { old, new: fresh, diff }]) => [
          name,
          { old: jsonOf(old), new: jsonOf(fresh), ...(diff === undefined ? {} : { diff: jsonOf(diff) }) },
        ]),
      ),
    ]),
  );
}
