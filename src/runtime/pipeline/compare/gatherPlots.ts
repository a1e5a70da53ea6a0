import { type Datapoints, datapointsOf, type PlotProps, plotSources } from "../../../core/dvc/compare/plots/datapoints";
import { csvRows, PlotFault } from "../../../core/dvc/compare/plots/plotData";
import { isMap } from "../../../core/dvc/mapKeys";
import { readValueFile } from "../../../core/dvc/pipeline/files/valueFile";
import { joinPath } from "../../../core/dvc/pipeline/paths";
import type { Value, ValueMap } from "../../../core/dvc/values";
import type { ProjectAt } from "../revisions/projectAt";
import { type DefinitionsAsked, plotDefinitions } from "./plotDefinitions";

/** A plot over all states that have it. */
export type Plot = VegaPlot | ImagePlot;

export interface VegaPlot {
  readonly kind: "vega";
  readonly name: string;
  readonly rows: readonly Map<string, Value>[];
  /** States with rows. */
  readonly revisions: readonly string[];
  readonly props: PlotProps;
}

export interface ImagePlot {
  readonly kind: "image";
  readonly name: string;
  readonly images: readonly { readonly revision: string; readonly file: string; readonly bytes: Buffer }[];
}

export interface PlotError {
  readonly name: string;
  readonly rev: string;
  readonly source?: string;
  readonly type: string;
  readonly msg: string;
}

const images = /\.(?:jpe?g|gif|png|svg)$/;
const tables = /\.(?:csv|tsv)$/;

interface Use {
  readonly revision: string;
  readonly id: string;
  readonly props: ValueMap;
}

export async function gatherPlots(
  states: ReadonlyMap<string, ProjectAt>,
  asked: DefinitionsAsked,
): Promise<{ readonly plots: readonly Plot[]; readonly errors: readonly PlotError[] }> {
  const uses = new Map<string, Use[]>();
  for (const [revision, project] of states) {
    const definitions = await plotDefinitions(project, asked);
    for (const [name, { id, props }] of byName(definitions)) {
      const found = uses.get(name) ?? [];
      uses.set(name, found);
      found.push({ revision, id, props });
    }
  }
  const errors: PlotError[] = [];
  const plots: Plot[] = [];
  for (const [name, group] of uses) plots.push(await plotOf(name, group, { states, asked, errors }));
  return { plots, errors };
}

/** A name that stands in two files has the file before it. */
function byName(definitions: Awaited<ReturnType<typeof plotDefinitions>>): Map<string, Pick<Use, "id" | "props">> {
  const byId = new Map<string, { file: string; props: ValueMap }[]>();
  for (const [file, plots] of definitions)
    for (const [id, props] of plots) byId.set(id, [...(byId.get(id) ?? []), { file, props }]);
  const named = new Map<string, Pick<Use, "id" | "props">>();
  for (const [id, all] of byId)
    for (const { file, props } of all) named.set(all.length > 1 && file !== "" ? `${file}::${id}` : id, { id, props });
  return named;
}

interface Gathering {
  readonly states: ReadonlyMap<string, ProjectAt>;
  readonly asked: DefinitionsAsked;
  readonly errors: PlotError[];
}

async function plotOf(name: string, group: readonly Use[], gathering: Gathering): Promise<Plot> {
  // the first state's words win
  const props = Object.assign({}, ...group.map((use) => use.props).reverse()) as ValueMap;
  const isImage = images.test(group.at(-1)?.id ?? "");
  const shots: { revision: string; file: string; bytes: Buffer }[] = [];
  const all: Map<string, Value>[] = [];
  const revisions: string[] = [];
  let first: PlotProps | undefined;
  for (const { revision, id, props: own } of group) {
    const data = new Map<string, Value>();
    for (const file of plotSources(id, own)) {
      const read = await readSource(file, revision, gathering);
      if ("error" in read) gathering.errors.push({ name, rev: revision, source: file, ...read.error });
      else if ("bytes" in read) shots.push({ revision, file, bytes: read.bytes });
      else data.set(file, read.value);
    }
    if (isImage) continue;
    try {
      const { rows, props: drawn }: Datapoints = datapointsOf({ id, props, data, revision });
      if (rows.length > 0 && !revisions.includes(revision)) revisions.push(revision);
      if (!first && rows.length > 0) first = drawn;
      all.push(...rows);
    } catch (thrown) {
      if (!(thrown instanceof PlotFault)) throw thrown;
      gathering.errors.push({ name, rev: revision, type: thrown.type, msg: thrown.message });
    }
  }
  if (isImage) return { kind: "image", name, images: shots };
  return { kind: "vega", name, rows: all, revisions, props: { title: name, ...first } };
}

type Source =
  | { readonly value: Value }
  | { readonly bytes: Buffer }
  | { readonly error: Pick<PlotError, "type" | "msg"> };

async function readSource(file: string, revision: string, { states, asked }: Gathering): Promise<Source> {
  const project = states.get(revision) as ProjectAt;
  const path = joinPath(asked.folder, file);
  const bytes = await project.bytes(path);
  if (bytes === undefined)
    return { error: { type: "FileNotFoundError", msg: `[Errno 2] No such file or directory: '${file}'` } };
  if (images.test(file)) return { bytes };
  const text = bytes.toString("utf8");
  if (tables.test(file)) {
    const header = asked.props.header ?? (await plotOutProps(project, path)).header;
    return { value: csvRows(text, file.endsWith(".tsv") ? "\t" : ",", header !== false) };
  }
  if (!/\.(?:ya?ml|json|toml|py)$/.test(file))
    return {
      error: {
        type: "PlotMetricTypeError",
        msg: `'${file}' - file type error\nOnly JSON, YAML, CSV and TSV formats are supported.`,
      },
    };
  const read = await readValueFile(file, text);
  if (!("fault" in read)) return { value: read.value };
  const { message, place } = read.fault;
  return { error: { type: "ParseError", msg: `${file}:${place.line}:${place.column}: ${message}` } };
}

async function plotOutProps(project: ProjectAt, path: string): Promise<ValueMap> {
  for (const { stages } of await project.pipelines())
    for (const { outs } of stages)
      for (const out of outs)
        if (out.kind === "plot" && out.target.kind === "local" && out.target.path === path && isMap(out.plot ?? null))
          return out.plot as ValueMap;
  return {};
}
