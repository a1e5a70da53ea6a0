import { type GraphNode, type PipelineGraph, reach } from "../../core/dvc/pipeline/graph";
import { folderOf, joinPath } from "../../core/dvc/pipeline/paths";
import { ApiError } from "../../shared/apiError";
import { didYouMean } from "../../shared/suggest";

export interface TargetOptions {
  /** Where the words were typed, from the project's root. */
  readonly folder: string;
  readonly recursive: boolean;
  readonly glob: boolean;
}

/** The nodes that words name as dvc's do: `train`, `group`, `group@key`, `path/dvc.yaml[:name]`, `x.dvc`, and outputs. */
export function findTargets(graph: PipelineGraph, words: readonly string[], options: TargetOptions): string[] {
  return [...new Set(words.flatMap((word) => findTarget(graph, word, options)))];
}

/** What is meant when nothing is named: the dvc.yaml of the folder. */
export function usualTarget(graph: PipelineGraph, folder: string, elsewhere?: () => string | undefined): string[] {
  const file = joinPath(folder, "dvc.yaml");
  const found = stagesOf(graph, file);
  if (found.length > 0 || hasFile(graph, file)) return found.map(({ address }) => address);
  const others = [...new Set([...graph.nodes.values()].flatMap(({ stage, file }) => (stage ? [file] : [])))];
  const way =
    others.length > 0
      ? `name a pipeline (${others[0]}), or take all with -P`
      : (elsewhere?.() ?? "there is no pipeline here");
  throw new ApiError("RESOURCE_DOES_NOT_EXIST", `${file} does not exist; ${way}`);
}

function hasFile(graph: PipelineGraph, file: string): boolean {
  return [...graph.nodes.values()].some((node) => node.file === file);
}

function findTarget(graph: PipelineGraph, word: string, options: TargetOptions): string[] {
  const { folder, recursive, glob } = options;
  if (recursive) {
    const inside = below(graph, joinPath(folder, word));
    if (inside.length > 0) return inside;
  }
  const { path, name } = split(word, glob);
  if (path?.endsWith("dvc.lock"))
    throw new ApiError("INVALID_PARAMETER_VALUE", `${word}: did you mean ${word.replace(/\.lock/, ".yaml")}?`);
  if (path?.endsWith(".dvc")) {
    const file = joinPath(folder, path);
    return graph.nodes.has(file) ? [file] : missing(graph, word, folder);
  }
  const file = joinPath(folder, path ?? "dvc.yaml");
  const stages = stagesOf(graph, file);
  if (name === undefined)
    return stages.length > 0 ? stages.map(({ address }) => address) : missing(graph, word, folder);
  const named = glob ? stages.filter(({ stage }) => fits(name, stage?.name ?? "")) : byName(stages, name);
  if (named.length > 0) return named.map(({ address }) => address);
  // an output, or what lies in one
  const made = path === undefined ? graph.makersOf(joinPath(folder, word)) : [];
  return made.length > 0 ? [...made] : missing(graph, word, folder);
}

/** `path/dvc.yaml:name`, `path/dvc.yaml`, `x.dvc` or `name`; what stands behind an `@` may hold anything. */
function split(word: string, glob: boolean): { path?: string; name?: string } {
  if (glob) {
    const cut = word.lastIndexOf(":");
    return cut < 0 ? { name: word } : { path: word.slice(0, cut), name: word.slice(cut + 1) };
  }
  const at = word.indexOf("@");
  const head = at < 0 ? word : word.slice(0, at);
  const cut = head.lastIndexOf(":");
  if (cut > 0) return { path: word.slice(0, cut), name: word.slice(cut + 1) };
  const isFile = word.endsWith(".dvc") || /(^|\/)dvc\.(yaml|lock)$/.test(word);
  return isFile ? { path: word } : { name: cut === 0 ? word.slice(1) : word };
}

function stagesOf(graph: PipelineGraph, file: string): GraphNode[] {
  return [...graph.nodes.values()].filter((node) => node.stage && node.file === file);
}

/** A stage, or all of a group. */
function byName(stages: readonly GraphNode[], name: string): GraphNode[] {
  const exact = stages.filter(({ stage }) => stage?.name === name);
  return exact.length > 0 ? exact : stages.filter(({ stage }) => stage?.group === name);
}

function below(graph: PipelineGraph, folder: string): string[] {
  const isBelow = (file: string) => folder === "" || folderOf(file) === folder || file.startsWith(`${folder}/`);
  return graph.order.filter((address) => isBelow(graph.nodes.get(address)?.file ?? ""));
}

function missing(graph: PipelineGraph, word: string, folder: string): never {
  const meant = didYouMean(word, namesFrom(graph, folder));
  throw new ApiError(
    "RESOURCE_DOES_NOT_EXIST",
    `${word}: no stage, no .dvc file and no output of this project.${meant}`,
  );
}

/** All that may be typed in a folder: stages and groups, with their file before them where it lies elsewhere, and outputs. */
function namesFrom(graph: PipelineGraph, folder: string): string[] {
  const names = new Set<string>();
  const up = folder === "" ? [] : folder.split("/");
  const from = (path: string) => {
    const parts = path.split("/");
    let same = 0;
    while (same < up.length && parts[same] === up[same]) same++;
    return [...up.slice(same).map(() => ".."), ...parts.slice(same)].join("/");
  };
  for (const { file, stage, outs } of graph.nodes.values()) {
    const shown = from(file);
    names.add(shown);
    for (const name of [stage?.name, stage?.group])
      if (name !== undefined) names.add(shown === "dvc.yaml" ? name : `${shown}:${name}`);
    for (const { path } of outs) names.add(from(path));
  }
  return [...names];
}

/** As Python's fnmatch. */
export function fits(pattern: string, name: string): boolean {
  const parts = pattern.replaceAll(/\[!/g, "[^").match(/\[\^?\]?[^\]]*\]|[\s\S]/g) ?? [];
  const text = parts.map((part) => {
    if (part === "*") return "[\\s\\S]*";
    if (part === "?") return "[\\s\\S]";
    return part.length > 1 ? part.replaceAll("\\", "\\\\") : part.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  });
  return new RegExp(`^${text.join("")}$`).test(name);
}

export interface Wanted extends TargetOptions {
  readonly targets: readonly string[];
  readonly allPipelines: boolean;
  readonly pipeline: boolean;
  readonly singleItem: boolean;
  readonly downstream: boolean;
  /** Where pipelines may be that were meant, when there is none here. */
  elsewhere?(): string | undefined;
}

/** What has to be looked at to bring the targets up to date, each after all that it needs. */
export function planOf(graph: PipelineGraph, wanted: Wanted): readonly string[] {
  if (wanted.allPipelines) return graph.order;
  const chosen =
    wanted.targets.length > 0
      ? findTargets(graph, wanted.targets, wanted)
      : usualTarget(graph, wanted.folder, wanted.elsewhere);
  if (wanted.pipeline) return connected(graph, chosen);
  if (wanted.singleItem) return chosen;
  const active = withoutFrozen(graph);
  return reach(active, chosen, wanted.downstream ? "neededBy" : "needs");
}

/** Nothing is brought up to date for a stage that is frozen. */
function withoutFrozen(graph: PipelineGraph): PipelineGraph {
  const isFrozen = (address: string) => {
    const node = graph.nodes.get(address);
    return node?.stage?.frozen === true || node?.data?.frozen === true;
  };
  const needs = new Map([...graph.needs].map(([address, all]) => [address, isFrozen(address) ? [] : all]));
  const neededBy = new Map(
    [...graph.neededBy].map(([address, all]) => [address, all.filter((each) => !isFrozen(each))]),
  );
  return { ...graph, needs, neededBy };
}

function connected(graph: PipelineGraph, chosen: readonly string[]): readonly string[] {
  const active = withoutFrozen(graph);
  const found = new Set(chosen);
  const left = [...chosen];
  for (let address = left.pop(); address !== undefined; address = left.pop())
    for (const next of [...(active.needs.get(address) ?? []), ...(active.neededBy.get(address) ?? [])])
      if (!found.has(next)) {
        found.add(next);
        left.push(next);
      }
  return graph.order.filter((address) => found.has(address));
}
