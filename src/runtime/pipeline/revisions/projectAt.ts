import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DvcFile } from "../../../core/dvc/entries";
import { isList, isMap } from "../../../core/dvc/mapKeys";
import { ValueFiles } from "../../../core/dvc/pipeline/files/valueFile";
import { buildGraph, type PipelineGraph } from "../../../core/dvc/pipeline/graph";
import { folderOf, isAddress, joinPath } from "../../../core/dvc/pipeline/paths";
import type { Fault, Pipeline } from "../../../core/dvc/pipeline/resolved";
import { resolvePipeline } from "../../../core/dvc/pipeline/resolvePipeline";
import type { ParsingConfig } from "../../../core/dvc/pipeline/templating/toText";
import type { Value, ValueMap } from "../../../core/dvc/values";
import { placedValues, plainValue } from "../../../core/yaml/placedValues";
import { ApiError } from "../../../shared/apiError";
import { codeOf } from "../../kernel/home";
import type { FileTree } from "./fileTree";

/** What a state of the project says: its pipelines, and the bytes of any file in it, be they with git or in the cache. */
export interface ProjectAt {
  pipelines(): Promise<readonly Pipeline[]>;
  /** Of stages and .dvc files. Throws the first fault of any of them. */
  graph(): Promise<PipelineGraph>;
  /** Of a file that git does not have, from the cache. */
  bytes(path: string): Promise<Buffer | undefined>;
  isFolder(path: string): Promise<boolean>;
  /** Files below a folder, by name. */
  below(folder: string): Promise<readonly string[]>;
  exists(path: string): Promise<boolean>;
  readonly values: ValueFiles;
}

export interface ProjectOptions {
  readonly root: string;
  readonly cacheFolder: string;
  readonly config: ParsingConfig;
}

/** Where an output's object lies in the cache. */
interface Kept {
  readonly md5: string;
  readonly isLegacy: boolean;
}

export function projectAt(tree: FileTree, options: ProjectOptions): ProjectAt {
  const text = async (path: string) => (await tree.bytes(path))?.toString("utf8");
  // templates take values from the tree alone: what lies in the cache is known by the pipelines only
  const templateValues = new ValueFiles(text);
  const values = new ValueFiles(async (file) => (await bytes(file))?.toString("utf8"));
  let reading: Promise<readonly Pipeline[]> | undefined;
  let kept: Promise<ReadonlyMap<string, Kept>> | undefined;

  async function readPipelines(): Promise<readonly Pipeline[]> {
    const pipelines: Pipeline[] = [];
    for (const file of (await tree.tracked()).pipelineFiles)
      pipelines.push(
        await resolvePipeline({
          file,
          text: (await text(file)) ?? "",
          files: templateValues,
          config: options.config,
          root: options.root,
        }),
      );
    return pipelines;
  }

  async function readKept(): Promise<ReadonlyMap<string, Kept>> {
    const found = new Map<string, Kept>();
    const { dvcFiles, pipelineFiles } = await tree.tracked();
    for (const file of dvcFiles) addOuts(found, await plainYaml(text(file)), folderOf(file));
    const wdirs = new Map((await pipelines()).flatMap(({ stages }) => stages.map((each) => [each.address, each.wdir])));
    for (const file of pipelineFiles) {
      const lock = await plainYaml(text(file.replace(/\.yaml$/, ".lock")));
      const stages = isMap(lock) && isMap(lock.stages) ? lock.stages : {};
      for (const [name, entry] of Object.entries(stages)) {
        const wdir = wdirs.get(file === "dvc.yaml" ? name : `${file}:${name}`);
        if (wdir !== undefined) addOuts(found, entry, wdir);
      }
    }
    return found;
  }

  const pipelines = () => {
    reading ??= readPipelines();
    return reading;
  };

  /** The object of a path that is an output, or lies in one. */
  async function objectOf(path: string): Promise<Kept | undefined> {
    kept ??= readKept();
    const outs = await kept;
    const own = outs.get(path);
    if (own) return own;
    for (let folder = folderOf(path); folder !== ""; folder = folderOf(folder)) {
      const above = outs.get(folder);
      if (!above) continue;
      const entry = entriesOf(options.cacheFolder, above)?.get(path.slice(folder.length + 1));
      return entry === undefined ? undefined : { md5: entry, isLegacy: above.isLegacy };
    }
    return undefined;
  }

  async function bytes(path: string): Promise<Buffer | undefined> {
    const own = await tree.bytes(path);
    if (own !== undefined) return own;
    const object = await objectOf(path);
    return object && !object.md5.endsWith(".dir") ? readObject(options.cacheFolder, object) : undefined;
  }

  async function isFolder(path: string): Promise<boolean> {
    return (await tree.isFolder(path)) || (await objectOf(path))?.md5.endsWith(".dir") === true;
  }

  async function graph(): Promise<PipelineGraph> {
    const { dvcFiles } = await tree.tracked();
    const files = await Promise.all(
      dvcFiles.map(async (file) => ({ file, content: dvcFileOf(await plainYaml(text(file))) })),
    );
    const built = buildGraph({ pipelines: await pipelines(), dvcFiles: files });
    throwFault([...(await pipelines()).flatMap(({ faults }) => faults), ...built.faults]);
    return built;
  }

  return {
    pipelines,
    graph,
    bytes,
    isFolder,
    values,
    exists: async (path) => (await tree.bytes(path)) !== undefined || (await objectOf(path)) !== undefined,
    async below(folder) {
      if (await tree.isFolder(folder)) return tree.below(folder);
      const object = await objectOf(folder);
      const names = object && entriesOf(options.cacheFolder, object)?.keys();
      return [...(names ?? [])].map((name) => `${folder}/${name}`).sort();
    },
  };
}

/** The first error of its pipelines, as one line. */
export function throwFault(faults: readonly Fault[]): void {
  const fault = faults.find(({ severity }) => severity === "error");
  if (fault) throw new ApiError("INVALID_PARAMETER_VALUE", faultLine(fault));
}

export function faultLine({ file, place, message }: Fault): string {
  return `${file}:${place.line}:${place.column}: ${message}`;
}

async function plainYaml(text: Promise<string | undefined>): Promise<Value> {
  const read = await placedValues((await text) ?? "");
  return "fault" in read ? null : plainValue(read.root);
}

/** What a graph has to know of a .dvc file. */
function dvcFileOf(value: Value): DvcFile {
  const map = isMap(value) ? value : {};
  const listed = (entries: Value | undefined) =>
    isList(entries ?? null) ? (entries as readonly Value[]).filter(isMap) : [];
  return {
    wdir: typeof map.wdir === "string" ? map.wdir : ".",
    outs: listed(map.outs).map(({ path }) => ({ path: String(path), cache: true, persist: false, push: true })),
    deps: listed(map.deps).map(({ path, repo }) => ({
      path: String(path),
      ...(isMap(repo ?? null) ? { repo: repo as ValueMap } : {}),
    })),
    frozen: map.frozen === true,
    alwaysChanged: map.always_changed === true,
  };
}

function addOuts(found: Map<string, Kept>, entry: Value, folder: string): void {
  if (!isMap(entry)) return;
  const wdir = typeof entry.wdir === "string" ? joinPath(folder, entry.wdir) : folder;
  for (const out of isList(entry.outs) ? entry.outs : [])
    if (isMap(out) && typeof out.path === "string" && typeof out.md5 === "string" && !isAddress(out.path))
      found.set(joinPath(wdir, out.path), { md5: out.md5, isLegacy: out.hash === undefined });
}

function readObject(cache: string, { md5, isLegacy }: Kept): Buffer | undefined {
  if (!/^[0-9a-f]{32}(?:\.dir)?$/.test(md5)) return undefined;
  try {
    return readFileSync(join(cache, ...(isLegacy ? [] : ["files", "md5"]), md5.slice(0, 2), md5.slice(2)));
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(codeOf(error) ?? "")) return undefined;
    throw error;
  }
}

/** Files of a folder's object, by their names in it. */
function entriesOf(cache: string, object: Kept): ReadonlyMap<string, string> | undefined {
  if (!object.md5.endsWith(".dir")) return undefined;
  const bytes = readObject(cache, object);
  if (!bytes) return undefined;
  const entries = JSON.parse(bytes.toString("utf8")) as readonly { readonly relpath: string; readonly md5: string }[];
  return new Map(entries.map(({ relpath, md5 }) => [relpath, md5]));
}
