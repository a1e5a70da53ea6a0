import { isList, isMap } from "../../mapKeys";
import type { Value, ValueMap } from "../../values";
import { listsIn, PlotFault, rowsOf } from "./plotData";

/** A plot's rows of one revision, and what they are drawn with. */
export interface Datapoints {
  readonly rows: Map<string, Value>[];
  readonly props: PlotProps;
}

export type PlotProps = Readonly<Record<string, unknown>> & {
  readonly x?: string;
  readonly y?: string;
  readonly x_label?: string;
  readonly y_label?: string;
  readonly title?: string;
  readonly template?: string;
  readonly sources?: readonly Source[];
};

export interface Source {
  readonly filename: string;
  readonly field: string;
}

const counted = "step";

export interface PlotInput {
  /** The plot's path or name. */
  readonly id: string;
  readonly props: ValueMap;
  /** Of each of its files. */
  readonly data: ReadonlyMap<string, Value>;
  readonly revision: string;
}

/** Files that a plot is drawn from: those named at its axes, else itself. */
export function plotSources(id: string, props: ValueMap): readonly string[] {
  const sources = isMap(props.y) ? Object.keys(props.y) : [id];
  const [x] = isMap(props.x) ? Object.keys(props.x) : [];
  return [...new Set(x === undefined ? sources : [...sources, x])];
}

/** Rows for a chart: each with its revision, file and field, and one name for what lies on each axis. */
export function datapointsOf(input: PlotInput): Datapoints {
  const { id, props, revision } = input;
  const files = new Map([...input.data].map(([file, content]) => [file, rowsOf(content)] as const));
  const y = yOf(input);
  const x = xOf(id, props, y);
  const xs = fieldsOf(x).map((each) => known(files, each));
  const ys = fieldsOf(y).map((each) => known(files, each));
  if (xs.length > 1 && xs.length !== ys.length)
    throw new PlotFault(
      "DvcException",
      `Cannot have different number of x and y data sources. Found ${xs.length} x and ${ys.length} y data sources.`,
    );
  const xNames = new Set(xs.map(({ field }) => field));
  const yNames = new Set(ys.map(({ field }) => field));
  const xName = xNames.size > 1 ? "dvc_inferred_x_value" : (xs[0]?.field ?? counted);
  const yName = yNames.size > 1 ? "dvc_inferred_y_value" : ys[0]?.field;
  const prefix = commonFolder(ys.map(({ filename }) => filename));
  const short = (file: string) => file.slice(prefix).replace(/^[/\\]+|[/\\]+$/g, "");
  const all: Map<string, Value>[] = [];
  ys.forEach(({ filename, field }, i) => {
    const rows = (files.get(filename) ?? []).map((row) => new Map(row));
    if (yName === "dvc_inferred_y_value") copyField(rows, yName, rows, field);
    const at = xs.length > 1 ? xs[i] : xs[0];
    if (!at)
      rows.forEach((row, index) => {
        row.set(counted, index);
      });
    else {
      const from = files.get(at.filename) ?? [];
      if (from.length !== rows.length)
        throw new PlotFault(
          "DvcException",
          `Cannot join '${at.field}' from '${at.filename}' and '${field}' from '${filename}'. They have to have same length.`,
        );
      copyField(rows, xName, from, at.field);
    }
    for (const row of rows) row.set("rev", revision).set("filename", short(filename)).set("field", field);
    all.push(...rows);
  });
  if (all.length === 0) return { rows: [], props: {} };
  const label = labelOf(props.x_label, x, counted, "x");
  const yLabel = labelOf(props.y_label, y, undefined, "y");
  return {
    rows: all,
    props: {
      ...props,
      x: xName,
      ...(yName === undefined ? {} : { y: yName }),
      ...(label === undefined ? {} : { x_label: label }),
      ...(yLabel === undefined ? {} : { y_label: yLabel }),
      sources: ys.map(({ filename, field }) => ({ filename: short(filename), field })),
    } as PlotProps,
  };
}

/** A file and its fields, which may be one or a list. */
type Axis = ReadonlyMap<string, Value> | undefined;

function yOf({ id, props, data }: PlotInput): Axis {
  const { y } = props;
  if (isMap(y)) return new Map(Object.entries(y));
  if (y !== undefined && y !== null) return new Map([[id, y]]);
  // the last field of the first table in the plot's own file
  const content = data.get(id);
  for (const list of content === undefined ? [] : listsIn(content)) {
    if (!list.every(isMap)) continue;
    const field = Object.keys((list[0] as object | undefined) ?? {}).at(-1);
    if (field === undefined) throw new PlotFault("AttributeError", "a list without entries");
    return new Map([[id, field]]);
  }
  return undefined;
}

function xOf(id: string, { x }: ValueMap, y: Axis): Axis {
  if (isMap(x)) return new Map(Object.entries(x));
  if (typeof x !== "string") return undefined;
  // one for each field of each file
  if (y && [...y.keys()].some((file) => file !== id))
    return new Map([...y].map(([file, fields]) => [file, isList(fields) ? fields.map(() => x) : x] as const));
  return new Map([[id, x]]);
}

function fieldsOf(axis: Axis): readonly Source[] {
  return [...(axis ?? [])].flatMap(([filename, fields]) =>
    (isList(fields) ? fields : [fields]).flatMap((field) => (typeof field === "string" ? [{ filename, field }] : [])),
  );
}

function known(files: ReadonlyMap<string, Map<string, Value>[]>, source: Source): Source {
  const rows = files.get(source.filename);
  if (!rows) return source;
  const [first] = rows;
  if (first?.has(source.field)) return source;
  throw new PlotFault(
    "FieldNotFoundError",
    `Could not find provided field ('${source.field}') in data fields ('${[...(first?.keys() ?? [])].join(", ")}').`,
  );
}

function copyField(rows: Map<string, Value>[], to: string, from: readonly Map<string, Value>[], field: string): void {
  rows.forEach((row, i) => {
    const value = from[i]?.get(field);
    if (value !== undefined) row.set(to, value);
  });
}

function labelOf(given: Value | undefined, axis: Axis, without: string | undefined, many: string): string | undefined {
  if (typeof given === "string") return given;
  if (!axis) return without;
  const names = new Set(fieldsOf(axis).map(({ field }) => field));
  return names.size === 1 ? [...names][0] : many;
}

/** How much of the paths is the folder that all lie in. */
function commonFolder(files: readonly string[]): number {
  const paths = [...new Set(files)].map((file) => file.split("/"));
  if (paths.length < 2) return 0;
  const [first = []] = paths;
  let same = 0;
  while (same < first.length && paths.every((path) => path[same] === first[same])) same++;
  return first.slice(0, same).join("/").length;
}
