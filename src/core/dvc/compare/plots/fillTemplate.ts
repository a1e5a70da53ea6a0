import type { Value } from "../../values";
import type { PlotProps, Source } from "./datapoints";
import { PlotFault } from "./plotData";
import { anchor, type Template } from "./templates";

const ranges: Readonly<Record<string, readonly unknown[]>> = {
  stroke_dash: [
    [1, 0],
    [8, 8],
    [8, 4],
    [4, 4],
    [4, 2],
    [2, 1],
    [1, 1],
  ],
  color: ["#945dd6", "#13adc7", "#f46837", "#48bb78", "#4299e1", "#ed8936", "#f56565"],
  shape: ["circle", "square", "triangle", "diamond"],
};

/** Anchors that `--split` leaves in the template, with their values beside it. */
const apart = new Set([
  "color",
  "data",
  "plot_height",
  "plot_width",
  "shape",
  "stroke_dash",
  "title",
  "tooltip",
  "x_label",
  "y_label",
  "zoom_and_pan",
]);

/** Where there is one line only, nothing tells lines apart. */
const nothing = {};

export interface Filling {
  readonly template: Template;
  readonly templateName: string;
  readonly rows: readonly Map<string, Value>[];
  readonly revisions: readonly string[];
  readonly props: PlotProps;
  /** A row as JSON. */
  rowOf(row: ReadonlyMap<string, Value>): unknown;
  readonly isSplit: boolean;
}

export interface Filled {
  readonly content: Template;
  /** With `isSplit`. */
  readonly anchors: Readonly<Record<string, unknown>>;
}

/** The template with the plot's data and names at its anchors. */
export function fillTemplate(filling: Filling): Filled {
  const { template, rows, props } = filling;
  for (const field of [props.x, props.y])
    if (field !== undefined && !rows.some((row) => row.has(field)))
      throw new PlotFault("NoFieldInDataError", `Field '${field}' does not exist in provided data.`);
  if (!contains(template, anchor("data")))
    throw new PlotFault(
      "BadTemplateError",
      `Template '${filling.templateName}' is not using '${anchor("data")}' anchor`,
    );
  const optional = optionalValues(filling).filter(([name]) => contains(template, anchor(name)));
  const data = optional.length > 0 ? withoutSame(rows, props.sources ?? []) : rows;
  const values: (readonly [string, unknown])[] = [
    ...optional,
    ["title", props.title ?? ""],
    ["x", props.x && escaped(props.x)],
    ["y", props.y && escaped(props.y)],
    ["x_label", props.x_label ?? props.x],
    ["y_label", props.y_label ?? props.y],
    ["data", data.map(filling.rowOf)],
  ];
  const anchors: Record<string, unknown> = {};
  let content: unknown = template;
  for (const [name, value] of values) {
    if (value === undefined) continue;
    if (filling.isSplit && apart.has(name) && value !== nothing) anchors[anchor(name)] = value;
    else content = replaced(content, anchor(name), value);
  }
  return { content: content as Template, anchors };
}

function optionalValues({ revisions, props }: Filling): readonly (readonly [string, unknown])[] {
  const sources = props.sources ?? [];
  const varied = variedKeys(sources);
  const isMany = sources.length > 1;
  const joined = varied.join("::");
  const groups = isMany ? ["rev", joined] : ["rev"];
  const fields = ["rev", props.x, props.y, ...(isMany ? [joined] : [])];
  const rows = isMany ? { field: joined, sort: [] } : nothing;
  const domain = isMany ? domainOf(sources, varied) : [];
  return [
    ["color", mapping("rev", "color", revisions)],
    ["zoom_and_pan", { name: "grid", select: "interval", bind: "scales" }],
    ["plot_height", 300],
    ["plot_width", 300],
    ["group_by", groups],
    ["group_by_x", [...groups, props.x]],
    ["group_by_y", [...groups, props.y]],
    ["pivot_field", isMany ? ["rev", ...varied].map((key) => `datum.${key}`).join(" + '::' + ") : "datum.rev"],
    ["row", rows],
    ["column", rows],
    ["tooltip", fields.map((field) => ({ field }))],
    ["stroke_dash", isMany ? mapping(joined, "stroke_dash", domain) : nothing],
    ["shape", isMany ? mapping(joined, "shape", domain) : nothing],
  ];
}

/** What tells the lines of a revision apart. */
function variedKeys(sources: readonly Source[]): readonly (keyof Source)[] {
  return (["filename", "field"] as const).filter((key) => new Set(sources.map((each) => each[key])).size > 1);
}

function domainOf(sources: readonly Source[], varied: readonly (keyof Source)[]): readonly string[] {
  return [...new Set(sources.map((source) => varied.map((key) => source[key]).join("::")))].sort();
}

function mapping(field: string, name: string, domain: readonly string[]): object {
  const range = ranges[name] ?? [];
  return {
    field,
    scale: { domain, range: domain.map((_, i) => range[i % range.length]) },
    ...(name === "color" ? {} : { legend: { symbolFillColor: "transparent", symbolStrokeColor: "grey" } }),
  };
}

/** Rows without what is the same in all of them; what tells two ways is one name. */
function withoutSame(rows: readonly Map<string, Value>[], sources: readonly Source[]): readonly Map<string, Value>[] {
  const varied = sources.length > 1 ? variedKeys(sources) : [];
  return rows.map((row) => {
    const own = new Map(row);
    if (varied.length === 2) own.set("filename::field", `${row.get("filename")}::${row.get("field")}`);
    for (const key of ["filename", "field"] as const) if (varied.length === 2 || !varied.includes(key)) own.delete(key);
    return own;
  });
}

/** To Vega a dot leads into a value. */
function escaped(field: string): string {
  return field.replace(/[.[\]]/g, "\\$&");
}

function contains(value: unknown, wanted: string): boolean {
  if (typeof value === "string") return value === wanted;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((each) => contains(each, wanted));
}

function replaced(value: unknown, name: string, by: unknown): unknown {
  if (Array.isArray(value))
    return value.map((each) => (typeof each === "string" ? (each === name ? by : each) : replaced(each, name, by)));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, replaced(each, name, by)]));
  if (typeof value !== "string") return value;
  if (value === name) return by;
  return typeof by === "string" ? value.replaceAll(name, by) : value;
}
