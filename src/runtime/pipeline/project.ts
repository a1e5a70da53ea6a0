import { resolve } from "node:path";
import type { DvcFile, LockEntry } from "../../core/dvc/entries";
import { dateFaults, ValueFiles } from "../../core/dvc/pipeline/files/valueFile";
import { buildGraph, type PipelineGraph } from "../../core/dvc/pipeline/graph";
import { folderOf, joinPath, targetOf } from "../../core/dvc/pipeline/paths";
import type { Fault, Pipeline } from "../../core/dvc/pipeline/resolved";
import { resolvePipeline } from "../../core/dvc/pipeline/resolvePipeline";
import type { ParsingConfig } from "../../core/dvc/pipeline/templating/toText";
import { FileError, invalid } from "../../shared/apiError";
import type { ReadFile } from "../data/data";
import { readLocks } from "./lockFiles";
import type { ProjectNode } from "./node";

/** All stages and .dvc files of a project, as its files have them at one moment. */
export interface PipelineProject {
  /** Absolute. */
  readonly root: string;
  readonly pipelines: readonly Pipeline[];
  readonly graph: PipelineGraph;
  /** In the order of the graph. */
  readonly nodes: readonly ProjectNode[];
  /** All of its files; with errors among them nothing is run. */
  readonly faults: readonly Fault[];
}

interface Sources {
  readonly root: string;
  /** From the root. */
  readonly pipelineFiles: readonly string[];
  readonly dvcFiles: readonly { readonly file: string; readonly content: DvcFile }[];
  readonly config?: ParsingConfig;
  /** A dvc.lock or a file of parameters that does not read is a fault of the project, and else thrown. */
  readonly isLenient?: boolean;
  /** Every file that it reads. */
  readonly read: ReadFile;
}

export async function readProject(sources: Sources): Promise<PipelineProject> {
  const { root, pipelineFiles, dvcFiles, config, isLenient = false, read } = sources;
  const files = new ValueFiles((file) => read(resolve(root, file)));
  const pipelines: Pipeline[] = [];
  const locked = new Map<string, ReadonlyMap<string, LockEntry>>();
  const broken: Fault[] = [];
  for (const file of pipelineFiles) {
    const text = read(resolve(root, file));
    if (text === undefined) continue; // gone since it was found
    pipelines.push(await resolvePipeline({ file, text, files, root, ...(config && { config }) }));
    try {
      locked.set(file, await readLocks(root, file, read));
    } catch (thrown) {
      if (!isLenient || !(thrown instanceof FileError)) throw thrown;
      broken.push(faultOfFile(thrown));
    }
  }
  const compared = await faultsOfParams(pipelines, files);
  broken.push(...compared.filter(({ severity }) => isLenient || severity === "warning"));
  const graph = buildGraph({ pipelines, dvcFiles });
  const nodes = graph.order.flatMap((address): ProjectNode[] => {
    const node = graph.nodes.get(address);
    if (node?.stage)
      return [{ kind: "stage", address, stage: node.stage, lock: locked.get(node.file)?.get(node.stage.name) }];
    if (!node?.data) return [];
    const wdir = joinPath(folderOf(node.file), node.data.wdir);
    const outs = node.data.outs.map((out) => ({ out, target: targetOf(out.path, wdir, root) }));
    return [{ kind: "file", address, file: node.data, outs }];
  });
  const faults = [...pipelines.flatMap((each) => each.faults), ...graph.faults, ...broken];
  return { root, pipelines, graph, nodes, faults };
}

/** Of files that stages only compare; those that `${}` refers to are told with their pipeline. */
async function faultsOfParams(pipelines: readonly Pipeline[], files: ValueFiles): Promise<Fault[]> {
  const told = new Set(pipelines.flatMap(({ faults }) => faults.map(({ file }) => file)));
  const named = new Set(
    pipelines.flatMap(({ stages }) => stages.flatMap(({ params }) => params.map(({ file }) => file))),
  );
  const faults: Fault[] = [];
  for (const file of named) {
    const found = told.has(file) ? undefined : await files.get(file);
    if (found && "fault" in found) faults.push({ ...found.fault, severity: "error" });
    else if (found) faults.push(...dateFaults(found));
  }
  return faults;
}

export function faultOfFile({ file, place, what }: FileError): Fault {
  const { line = 1, column = 1 } = place ?? {};
  const at = { line, column };
  return { file, place: { ...at, end: at }, message: what, severity: "error" };
}

/** Refuses to go on with files that cannot be understood; the first fault is told, with how many more there are. */
export function checkFaults({ faults }: PipelineProject): void {
  const errors = faults.filter(({ severity }) => severity === "error");
  const [first] = errors;
  if (!first) return;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  invalid(`${faultText(first)}${more}`);
}

/** What a person should know of files that can be worked with. */
export function warningsOf({ faults }: Pick<PipelineProject, "faults">): string[] {
  return faults.filter(({ severity }) => severity === "warning").map(faultText);
}

/** One line: where, and what. */
export function faultText({ file, place, message }: Fault): string {
  return `${file}:${place.line}:${place.column}: ${message}`;
}
