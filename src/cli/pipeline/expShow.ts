import type { State } from "../../runtime/pipeline/experiments/experimentState";
import { UsageError } from "../args";
import type { Output } from "../output";
import { type Column, writeTable } from "../terminal/table";
import { palette, screenOf } from "../terminal/terminal";
import { defineVerb } from "../verb";
import { choiceOf, choiceOptions } from "./expChoice";
import { type ExpRow, type ExpTable, expTable, type TableOptions, textOf } from "./expTable";

const usualDigits = 5;

export const expShow = defineVerb({
  usage: "[-A | -a | -T | --rev COMMIT [-n N]] [--only-changed] [--sort-by NAME] [--csv | --md | --json]",
  about: `Experiments with their metrics and parameters below the commit that they were derived from.
Runs of dvc's queue and of tidemark's are among them with their state.

Examples:
  tidemark exp show --only-changed --sort-by val_auc --sort-order desc
  tidemark exp show -n 5 --drop 'model.*' --keep 'model.depth'
  tidemark exp show -A --csv > experiments.csv`,
  options: {
    ...choiceOptions,
    "all-branches": { kind: "flag", short: "a", help: "on the tips of all branches" },
    "all-tags": { kind: "flag", short: "T", help: "on all tags" },
    "only-changed": { kind: "flag", help: "only metrics and parameters that differ" },
    drop: { kind: "texts", value: "REGEX", help: "without columns that begin like this; may be repeated" },
    keep: { kind: "texts", value: "REGEX", help: "with them all the same; may be repeated" },
    "param-deps": { kind: "flag", help: "of parameters only what stages depend on" },
    "sort-by": { kind: "text", value: "NAME", help: "by this metric or parameter" },
    "sort-order": { kind: "text", value: "asc|desc", help: "default: asc" },
    sha: { kind: "flag", help: "commits, not branches and tags" },
    "hide-failed": { kind: "flag", help: "without failed runs" },
    "hide-queued": { kind: "flag", help: "without runs that wait" },
    "hide-workspace": { kind: "flag", help: "without the workspace" },
    csv: { kind: "flag", help: "as CSV" },
    md: { kind: "flag", help: "as a Markdown table" },
    precision: { kind: "integer", value: "N", help: `significant digits (default ${usualDigits}; all in CSV)` },
    force: { kind: "flag", short: "f", help: "read all commits anew" },
    "no-pager": { kind: "flag", help: "as always here; for scripts that say so to dvc" },
  },
  async run({ workspace, options, out, json }) {
    const order = options["sort-order"] ?? "asc";
    if (order !== "asc" && order !== "desc") throw new UsageError(`--sort-order: asc or desc, not '${order}'`);
    if ((options.precision ?? 1) < 1) throw new UsageError(`--precision: expected 1 or more, got ${options.precision}`);
    const tableOptions = {
      sortBy: options["sort-by"],
      isDescending: order === "desc",
      onlyChanged: options["only-changed"],
      drop: options.drop.map((text) => regexOf("--drop", text)),
      keep: options.keep.map((text) => regexOf("--keep", text)),
    };
    const { showExperiments } = await import("../../runtime/pipeline/experiments/showExperiments");
    const states = await showExperiments(workspace, {
      choice: { ...choiceOf(options), allBranches: options["all-branches"], allTags: options["all-tags"] },
      hideWorkspace: options["hide-workspace"],
      hideQueued: options["hide-queued"],
      hideFailed: options["hide-failed"],
      shaOnly: options.sha,
      paramDeps: options["param-deps"],
      force: options.force,
    });
    if (json) {
      await writeJson(out, states);
      return 0;
    }
    const table = expTable(states, tableOptions);
    for (const { error, rev } of table.rows) if (error !== undefined) out.note(`${rev}: ${error}`);
    if (options.csv) writeCsv(out, table, tableOptions, options.precision);
    else if (options.md) writeMarkdown(out, table, options.precision ?? usualDigits);
    else writeTable(out, screenColumns(out, table, options.precision ?? usualDigits), table.rows);
    return 0;
  },
});

/** Python tells floats without a fraction from integers; JSON's own writer would not. */
async function writeJson(out: Output, states: readonly State[]): Promise<void> {
  const { orderedJson } = await import("../../core/dvc/orderedJson");
  out.stdout.write(`${orderedJson(states as never)}\n`);
}

function regexOf(option: string, text: string): RegExp {
  try {
    return new RegExp(`^(?:${text})`);
  } catch {
    throw new UsageError(`${option}: '${text}' is no regular expression`);
  }
}

const trees = { baseline: "", inner: "├── ", last: "└── " } as const;

function nameOf({ kind, name, rev }: ExpRow): string {
  return trees[kind] + (name === "" ? rev : `${rev} [${name}]`);
}

function createdOf(created: string | null): string {
  if (created === null) return "-";
  const date = new Date(created);
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday
    ? date.toLocaleTimeString("en-US", { hour: "2-digit", minute: "2-digit" })
    : date.toLocaleDateString("en-US", { month: "short", day: "2-digit", year: "numeric" });
}

function stateOf({ executor }: ExpRow): string {
  return executor ? executor.state[0]?.toUpperCase() + executor.state.slice(1) : "";
}

function executorOf({ executor }: ExpRow): string {
  const name = executor?.name ?? "";
  return name === "" ? "" : (name[0]?.toUpperCase() ?? "") + name.slice(1);
}

function screenColumns(out: Output, { columns, rows }: ExpTable, digits: number): Column<ExpRow>[] {
  const { bold, muted } = palette(screenOf(out).colour);
  const plain = (text: string) => text;
  const paint = ({ kind }: ExpRow) => (kind === "baseline" ? bold : plain);
  const hasState = rows.some(({ executor }) => executor !== null);
  const isNumber = (key: string) => rows.some(({ values }) => typeof values.get(key) !== "string" && values.has(key));
  return [
    { title: "Experiment", least: 24, text: nameOf, paint },
    {
      title: "Created",
      least: "whole",
      yields: 3,
      text: ({ created }) => createdOf(created),
      plain: ({ created }) => created ?? "",
      paint: () => muted,
    },
    ...(hasState ? [{ title: "State", least: "whole", text: stateOf } as const] : []),
    ...columns.map(
      ({ key, title, kind }): Column<ExpRow> => ({
        title,
        align: isNumber(key) ? "right" : "left",
        yields: kind === "metrics" ? 0 : kind === "params" ? 1 : 2,
        text: ({ values }) => textOf(values.get(key), digits).slice(0, kind === "deps" ? 7 : undefined) || "-",
        plain: ({ values }) => textOf(values.get(key)),
        paint,
      }),
    ),
  ];
}

/** dvc's columns; what leaves out columns leaves out these as well. */
function writeCsv(out: Output, { columns, rows }: ExpTable, options: TableOptions, digits: number | undefined): void {
  const types = { baseline: "baseline", inner: "branch_commit", last: "branch_base" } as const;
  const fixed: readonly (readonly [string, (row: ExpRow) => string])[] = [
    ["Experiment", ({ name }) => name],
    ["rev", ({ rev }) => rev],
    ["typ", ({ kind }) => types[kind]],
    ["Created", ({ created }) => created ?? ""],
    ["parent", () => ""],
    ["State", stateOf],
    ["Executor", executorOf],
  ];
  const shown = fixed.filter(([title, of]) => {
    const texts = new Set(rows.map(of));
    if ((title === "State" || title === "Executor") && texts.size === 1 && texts.has("")) return false;
    if (options.keep.some((each) => each.test(title))) return true;
    return !(options.onlyChanged && texts.size === 1) && !options.drop.some((each) => each.test(title));
  });
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const write = (cells: readonly string[]) => out.stdout.write(`${cells.map(cell).join(",")}\r\n`);
  write([...shown.map(([title]) => title), ...columns.map(({ title }) => title)]);
  for (const row of rows)
    write([...shown.map(([, of]) => of(row)), ...columns.map(({ key }) => textOf(row.values.get(key), digits))]);
}

function writeMarkdown(out: Output, { columns, rows }: ExpTable, digits: number): void {
  const hasState = rows.some((row) => stateOf(row) !== "");
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const titles = ["Experiment", "Created", ...(hasState ? ["State"] : []), ...columns.map(({ title }) => title)];
  out.print(line(titles));
  out.print(line(titles.map(() => "---")));
  for (const row of rows)
    out.print(
      line([
        nameOf(row),
        createdOf(row.created),
        ...(hasState ? [stateOf(row)] : []),
        ...columns.map(({ key }) => textOf(row.values.get(key), digits) || "-"),
      ]),
    );
}
