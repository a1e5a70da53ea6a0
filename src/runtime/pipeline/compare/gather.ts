import { metricsOf } from "../../../core/dvc/compare/metrics";
import { paramsBelow } from "../../../core/dvc/compare/paramsBelow";
import { isMap } from "../../../core/dvc/mapKeys";
import { folderOf, joinPath } from "../../../core/dvc/pipeline/paths";
import type { Pipeline } from "../../../core/dvc/pipeline/resolved";
import type { Value } from "../../../core/dvc/values";
import { type ProjectAt, throwFault } from "../revisions/projectAt";

/** What a file holds, or why that cannot be told; `type` is what Python calls the fault. */
export type FileResult = { readonly data: Value } | { readonly error: { readonly type: string; readonly msg: string } };

/** By the file's path from the project's root. */
export type FileResults = ReadonlyMap<string, FileResult>;

export interface MetricsAsked {
  /** Paths from the project's root; all metrics of the pipelines when there are none. */
  readonly targets: readonly string[];
}

export async function gatherMetrics(project: ProjectAt, { targets }: MetricsAsked): Promise<FileResults> {
  const paths = targets.length > 0 ? targets : metricPaths(await soundPipelines(project));
  const results = new Map<string, FileResult>();
  for (const path of await unfolded(project, paths)) {
    const read = await readResult(project, path);
    results.set(path, "data" in read ? { data: metricsOf(read.data) } : read);
  }
  return results;
}

async function soundPipelines(project: ProjectAt): Promise<readonly Pipeline[]> {
  const pipelines = await project.pipelines();
  throwFault(pipelines.flatMap(({ faults }) => faults));
  return pipelines;
}

/** Outputs first, then what is named at the top of files. */
function metricPaths(pipelines: readonly Pipeline[]): string[] {
  const outs = pipelines.flatMap(({ stages }) =>
    stages.flatMap((stage) =>
      stage.outs.flatMap(({ kind, target }) => (kind === "metric" && target.kind === "local" ? [target.path] : [])),
    ),
  );
  const tops = pipelines.flatMap(({ file, metrics }) => metrics.map(({ text }) => joinPath(folderOf(file), text)));
  return [...outs, ...tops];
}

/** A folder stands for the files in it. */
async function unfolded(project: ProjectAt, paths: readonly string[]): Promise<readonly string[]> {
  const all: string[] = [];
  for (const path of paths) all.push(...((await project.isFolder(path)) ? await project.below(path) : [path]));
  return [...new Set(all)];
}

async function readResult(project: ProjectAt, path: string): Promise<FileResult> {
  const read = await project.values.get(path);
  if (read === undefined)
    return { error: { type: "FileNotFoundError", msg: `[Errno 2] No such file or directory: '${path}'` } };
  if ("fault" in read) {
    const { message, place } = read.fault;
    return { error: { type: faultTypes(path), msg: `${path}:${place.line}:${place.column}: ${message}` } };
  }
  return { data: read.value };
}

function faultTypes(path: string): string {
  if (path.endsWith(".json")) return "JSONFileCorruptedError";
  if (path.endsWith(".toml")) return "TOMLFileCorruptedError";
  return path.endsWith(".py") ? "PythonFileCorruptedError" : "YAMLFileCorruptedError";
}

export interface ParamsAsked {
  readonly targets: readonly string[];
  /** Only what stages name. */
  readonly depsOnly: boolean;
}

const usual = "params.yaml";

export async function gatherParams(project: ProjectAt, { targets, depsOnly }: ParamsAsked): Promise<FileResults> {
  const pipelines = await soundPipelines(project);
  const isAll = targets.length === 0;
  const named = isAll ? await namesByFile(project, pipelines, depsOnly) : new Map(targets.map((path) => [path, none]));
  const results = new Map<string, FileResult>();
  for (const [file, names] of named)
    for (const path of await unfolded(project, [file])) {
      const read = await readResult(project, path);
      results.set(path, "data" in read && names.length > 0 ? { data: paramsBelow(read.data, names) } : read);
    }
  if (isAll)
    for (const [path, values] of usedValues(pipelines)) if (!results.has(path)) results.set(path, { data: values });
  return results;
}

const none: readonly string[] = [];

/** Names that stages depend on; none for a file that is meant as a whole. */
async function namesByFile(
  project: ProjectAt,
  pipelines: readonly Pipeline[],
  depsOnly: boolean,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const names = new Map<string, Set<string>>();
  const whole = new Set<string>();
  for (const { stages } of pipelines)
    for (const { file, names: own } of stages.flatMap(({ params }) => params)) {
      const found = names.get(file) ?? new Set();
      for (const name of own) found.add(name);
      names.set(file, found);
      if (own.length === 0) whole.add(file);
    }
  if (!depsOnly) {
    const tops = pipelines.flatMap(({ file, params }) => params.map(({ text }) => joinPath(folderOf(file), text)));
    for (const file of [...tops, ...((await project.exists(usual)) ? [usual] : [])]) {
      whole.add(file);
      if (!names.has(file)) names.set(file, new Set());
    }
  }
  return new Map([...names].map(([file, own]) => [file, whole.has(file) ? none : [...own]] as const));
}

/** What `${}` took from files. */
function usedValues(pipelines: readonly Pipeline[]): ReadonlyMap<string, Value> {
  const used = new Map<string, Value>();
  for (const { vars } of pipelines.flatMap(({ stages }) => stages))
    for (const [file, values] of Object.entries(vars)) {
      const earlier = used.get(file);
      used.set(file, isMap(earlier) ? { ...earlier, ...values } : values);
    }
  return used;
}

/** Of the files that could be read. */
export function dataOf(results: FileResults | undefined): ReadonlyMap<string, Value> {
  const data = new Map<string, Value>();
  for (const [path, result] of results ?? []) if ("data" in result) data.set(path, result.data);
  return data;
}
