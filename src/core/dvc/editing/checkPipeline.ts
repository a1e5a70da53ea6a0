import type { DvcFile } from "../entries";
import type { ValueFiles } from "../pipeline/files/valueFile";
import { buildGraph } from "../pipeline/graph";
import { findParam } from "../pipeline/params/findParam";
import type { Fault, Pipeline, ResolvedStage } from "../pipeline/resolved";

export interface PipelineFacts {
  readonly pipeline: Pipeline;
  /** The project's other dvc.yaml files. */
  readonly others: readonly Pipeline[];
  readonly dvcFiles: readonly { readonly file: string; readonly content: DvcFile }[];
  readonly files: ValueFiles;
  /** Of a path from the project's root. */
  exists(path: string): Promise<boolean>;
}

/** All that is wrong with a dvc.yaml, its stages among those of the project, and what it names that is not there. */
export async function checkPipeline(facts: PipelineFacts): Promise<readonly Fault[]> {
  const { pipeline, others, dvcFiles } = facts;
  const graph = buildGraph({ pipelines: [pipeline, ...others], dvcFiles });
  const own = [...pipeline.faults, ...graph.faults].filter(({ file }) => file === pipeline.file);
  const missing = await missingDeps(facts, (path) => graph.makersOf(path).length > 0);
  const unknown = await Promise.all(pipeline.stages.map((stage) => missingParams(stage, facts)));
  return once([...own, ...missing, ...unknown.flat()]);
}

async function missingDeps(
  { pipeline, exists }: PipelineFacts,
  isMade: (path: string) => boolean,
): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  for (const { deps, name, group = name } of pipeline.stages) {
    for (const { path, target, place } of deps) {
      if (target.kind !== "local" || isMade(target.path) || (await exists(target.path))) continue;
      const message = `'${path}' is not there, and no stage makes it; ${group} needs it`;
      faults.push({ message, file: pipeline.file, place, severity: "warning" });
    }
  }
  return faults;
}

async function missingParams(stage: ResolvedStage, { files, pipeline }: PipelineFacts): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  for (const { file, path, names, places } of stage.params) {
    const read = await files.get(file);
    const warn = (message: string, place = places[0] ?? stage.place) =>
      faults.push({ message, file: pipeline.file, place, severity: "warning" });
    if (read === undefined) {
      if (!isMadeBy(pipeline, file)) warn(`the parameters' file ${path} is not there`);
    } else if ("fault" in read) warn(`${path}:${read.fault.place.line}: ${read.fault.message}`);
    else
      for (const [index, name] of names.entries())
        if (findParam(read.value, name) === undefined) warn(`${path} has no '${name}'`, places[index]);
  }
  return faults;
}

function isMadeBy({ stages }: Pipeline, file: string): boolean {
  return stages.some(({ outs }) => outs.some(({ target }) => target.kind === "local" && target.path === file));
}

/** Stages of a loop have the same faults at the same place. */
function once(faults: readonly Fault[]): readonly Fault[] {
  return [...new Map(faults.map((fault) => [JSON.stringify([fault.message, fault.place]), fault])).values()];
}
