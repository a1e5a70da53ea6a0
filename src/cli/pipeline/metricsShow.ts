import { addLeaves } from "../../core/dvc/compare/diffValues";
import { jsonOf } from "../../core/dvc/compare/jsonOf";
import { isMap } from "../../core/dvc/mapKeys";
import { pythonEquals } from "../../core/dvc/pythonEquals";
import type { Value } from "../../core/dvc/values";
import { type FileResult, type FileResults, gatherMetrics } from "../../runtime/pipeline/compare/gather";
import { openCompare } from "../../runtime/pipeline/compare/openCompare";
import type { Column } from "../terminal/table";
import { defineVerb } from "../verb";
import { revisionOptions, shownPath, shownValue, targetPaths, tellErrors, writeRows } from "./compareWords";

const usualDigits = 5;

interface Row {
  readonly state: string;
  readonly path: string;
  readonly values: ReadonlyMap<string, Value>;
}

export const metricsShow = defineVerb({
  usage: "[FILE]… [-a] [-T] [-A] [--md] [--precision N]",
  about: `Metrics of the project's pipelines, or the files that are named.

Examples:
  tidemark metrics show
  tidemark metrics show --all-branches
  tidemark metrics show eval/scores.json --json

Files and their order are dvc's, and so is what --json writes.`,
  words: { least: 0, most: 1000 },
  options: {
    ...revisionOptions,
    recursive: { kind: "flag", short: "R", help: "files below a folder that is named (they are looked for anyway)" },
    md: { kind: "flag", help: "a Markdown table" },
    precision: { kind: "integer", value: "N", help: `digits behind the point (default ${usualDigits})` },
  },
  async run({ workspace, words, options, json, out }) {
    const comparing = openCompare(workspace);
    try {
      const asked = {
        allBranches: options["all-branches"],
        allTags: options["all-tags"],
        allCommits: options["all-commits"],
      };
      const isMany = asked.allBranches || asked.allTags || asked.allCommits;
      const targets = targetPaths(words, comparing);
      const states = isMany
        ? await comparing.states({ ...asked, workspace: true })
        : new Map([["", comparing.workspace]]);
      const found = new Map<string, FileResults>();
      for (const [name, project] of states) found.set(name, await gatherMetrics(project, { targets }));
      const branch = await comparing.revisions.activeBranch();
      const [own, head] = [found.get("workspace"), branch === undefined ? undefined : found.get(branch)];
      if (own && head && isSame(own, head)) found.delete("workspace");
      const told = [...found].map(([state, results]) => ({ state, results }));
      if (json) {
        const files = (results: FileResults) =>
          Object.fromEntries([...results].map(([path, each]) => [shownPath(path, comparing), resultDocument(each)]));
        out.document(Object.fromEntries(told.map(({ state, results }) => [state, { data: files(results) }])));
        return tellErrors(out, told, targets.length > 0);
      }
      const rows = told.flatMap(({ state, results }) =>
        [...results].flatMap(([path, each]): Row[] =>
          "data" in each ? [{ state, path: shownPath(path, comparing), values: leaves(each.data) }] : [],
        ),
      );
      if (rows.length > 0) writeRows(out, columnsOf(rows, isMany, options.precision ?? usualDigits), rows, options.md);
      else out.note("no metrics: name files below `metrics` of a stage in dvc.yaml");
      return tellErrors(out, told, targets.length > 0);
    } finally {
      comparing.close();
    }
  },
});

function resultDocument(result: FileResult): unknown {
  return "data" in result ? { data: jsonOf(result.data) } : { error: result.error };
}

function leaves(value: Value): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>();
  if (isMap(value)) addLeaves(found, value, "");
  else found.set("", value);
  return found;
}

function columnsOf(rows: readonly Row[], hasState: boolean, digits: number): readonly Column<Row>[] {
  const names = [...new Set(rows.flatMap(({ values }) => [...values.keys()]))].sort();
  return [
    ...(hasState ? [{ title: "Revision", text: ({ state }: Row) => state }] : []),
    { title: "Path", text: ({ path }) => path },
    ...names.map(
      (name): Column<Row> => ({
        title: name,
        align: "right",
        text: ({ values }) => shownValue(values.get(name), digits),
        plain: ({ values }) => shownValue(values.get(name), digits),
      }),
    ),
  ];
}

function isSame(a: FileResults, b: FileResults): boolean {
  return (
    a.size === b.size &&
    [...a].every(([path, one]) => {
      const other = b.get(path);
      return other !== undefined && "data" in one && "data" in other && pythonEquals(one.data, other.data);
    })
  );
}
