import { join, relative, resolve, sep } from "node:path";
import { readDvcFile } from "../../core/dvc/dvcFile";
import { reach } from "../../core/dvc/pipeline/graph";
import { ApiError, FileError } from "../../shared/apiError";
import type { DataService } from "../data/data";
import {
  createRwLock,
  type DataRoom,
  dataOf,
  filesOf,
  openData,
  openProjectFiles,
  type ProjectFiles,
  plainReads,
  projectsBelow,
  type ReadFile,
  type Reads,
} from "../data/data";
import type { Bench, Hooks } from "./bench";
import { type DvcChange, dvcStatus } from "./dvcStatus";
import { createLiveWriter, findOrphans } from "./live/liveFiles";
import { createLockFiles } from "./lockFiles";
import { askForeign, lookForeign } from "./lookForeign";
import { askImports } from "./lookImports";
import { type Look, lookAt } from "./looks";
import { outPaths, type ProjectNode } from "./node";
import { keptValueFiles, readText } from "./paramValues";
import { parsingOf } from "./parsingConfig";
import type { Guard } from "./process/guard";
import { checkFaults, faultOfFile, type PipelineProject, readProject, warningsOf } from "./project";
import { type ReproResult, repro } from "./repro";
import type { ReproOptions } from "./reproOptions";
import { createRunCache } from "./runCache";
import type { FindGate } from "./schedule/findGate";
import { createSections } from "./sections";
import { type StatusRow, statusRow } from "./statusRow";
import { findTargets, planOf } from "./targets";
import type { ProjectTracker } from "./tracked/openTracker";

export { findProjectRoot } from "../data/data";
export { listRuns, liveFolder } from "./live/liveFiles";
export { checkFaults, faultText, type PipelineProject, warningsOf } from "./project";
export type { ReproResult } from "./repro";
export { type ReproOptions, usualRepro } from "./reproOptions";
export { createProjectTracker, type ProjectTracker } from "./tracked/openTracker";

export type Pipelines = ReturnType<typeof openPipelines>;

export interface ReproRequest {
  readonly options: ReproOptions;
  /** Where its words were typed, absolute. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly tracker: ProjectTracker | undefined;
  readonly signal: AbortSignal;
  readonly hooks: Omit<Hooks, "saveFile">;
  /** How we are called, for others who find us at work. */
  readonly command: string;
}

export interface StatusRequest {
  readonly project: PipelineProject;
  /** None stand for all. */
  readonly targets: readonly string[];
  /** Where they were typed, and what paths are shown from; absolute. */
  readonly folder: string;
  readonly withDeps?: boolean;
  readonly recursive?: boolean;
  /** What lies elsewhere is asked, and what cannot be reached is told here; without it nothing goes over the network. */
  unreached?(line: string): void;
}

export interface ProjectStatus {
  /** As `dvc status --json` has it. */
  readonly dvc: Readonly<Record<string, readonly DvcChange[]>>;
  /** All that was asked for, up to date or not. */
  readonly rows: readonly StatusRow[];
}

/** The pipelines of the project that a folder lies in. */
export function openPipelines(folder: string) {
  return pipelinesOf(openProjectFiles(folder), plainReads, () => openData(folder));
}

/** As if files had other texts, by their absolute paths. Only for looks and dry runs: stages read what is there. */
export function supposePipelines(folder: string, texts: ReadonlyMap<string, string>): Pipelines {
  const read: ReadFile = (path) => texts.get(path) ?? readText(path);
  const reads: Reads = {
    get: (_, make) => make(read, { read, mark: (path) => read(path) !== undefined }),
    keepOnly: () => undefined,
  };
  return pipelinesOf(openProjectFiles(folder), reads, () => openData(folder), { isSupposed: true });
}

/**
 * The pipelines of a room that is open, for whoever shows them again and again: what does not read is among the project's
 * faults, and the rest is there.
 */
export function showPipelines(room: DataRoom): Pipelines {
  return pipelinesOf(filesOf(room), room.reads, () => ({ ...dataOf(room), close: async () => undefined }), {
    isLenient: true,
  });
}

function pipelinesOf(
  files: ProjectFiles,
  reads: Reads,
  open: () => DataService & { close(): Promise<void> },
  { isLenient = false, isSupposed = false }: { readonly isLenient?: boolean; readonly isSupposed?: boolean } = {},
) {
  const { root } = files.repository;
  const config = parsingOf(files);
  const locks = createLockFiles(root);
  let opened: (DataService & { close(): Promise<void> }) | undefined;
  const data = () => {
    opened ??= open();
    return opened;
  };

  const project = async (): Promise<PipelineProject> => {
    const { dvcFiles, pipelineFiles } = files.find();
    const broken: FileError[] = [];
    const readOne = async (file: string) => {
      try {
        return await reads.get(`dvc ${file}`, async (read) => ({
          file,
          content: await readDvcFile(read(resolve(root, file)) ?? "", file),
        }));
      } catch (thrown) {
        if (!isLenient || !(thrown instanceof FileError)) throw thrown;
        broken.push(thrown);
        return undefined;
      }
    };
    const all = (await Promise.all(dvcFiles.map(readOne))).filter((each) => each !== undefined);
    reads.keepOnly("dvc ", new Set(dvcFiles.map((file) => `dvc ${file}`)));
    const found = await reads.get(
      "project",
      (read) => readProject({ root, pipelineFiles, dvcFiles: all, config, isLenient, read }),
      [...pipelineFiles, ...all],
    );
    return broken.length === 0 ? found : { ...found, faults: [...found.faults, ...broken.map(faultOfFile)] };
  };

  const values = keptValueFiles(root, reads, isLenient);
  const look = (nodes: readonly ProjectNode[], signal?: AbortSignal): Promise<Look> =>
    lookAt(nodes, { root, data: data(), foreign: lookForeign, values }, signal ? { signal } : {});
  /** Addresses and other repositories are asked as well. */
  const asking = (note: (line: string) => void) => ({
    foreign: askForeign(data(), root, note),
    imports: askImports(data(), root, note),
  });

  return {
    root,
    project,
    look,

    /** What changed since it was last brought up to date. */
    async status(asked: StatusRequest): Promise<ProjectStatus> {
      const { graph, nodes } = asked.project;
      const place = { root, folder: below(root, asked.folder) };
      const named = findTargets(graph, asked.targets, { ...place, recursive: asked.recursive === true, glob: false });
      const chosen = new Set(asked.withDeps ? reach(graph, named, "needs") : named);
      const wanted = asked.targets.length === 0 ? nodes : nodes.filter(({ address }) => chosen.has(address));
      const seen = asked.unreached
        ? await lookAt(wanted, { root, data: data(), values, ...asking(asked.unreached) })
        : await look(wanted);
      return { dvc: dvcStatus(wanted, seen, place), rows: wanted.map((node) => statusRow(node, seen, place.folder)) };
    },

    async repro(request: ReproRequest): Promise<ReproResult & { readonly project: PipelineProject }> {
      const { options, signal, hooks } = request;
      const read = await project();
      checkFaults(read);
      for (const line of warningsOf(read)) hooks.note(line);
      const plan = planOf(read.graph, {
        ...options,
        folder: below(root, request.folder),
        elsewhere: () => projectsBelow(request.folder),
      });
      await endOrphans(root, hooks.note);
      if (options.pull && !options.noRunCache && !options.dry) await fetchRuns(data(), signal, hooks.note);
      let guard: Promise<Guard> | undefined;
      const bench: Bench = {
        root,
        nodes: read.nodes,
        options,
        data: data(),
        locks,
        runCache: createRunCache(files.repository.cacheFolder, hooks.note),
        rwLock: createRwLock(root, request.command),
        sections: createSections((work) => data().locked(work)),
        guard: () => {
          guard ??= import("./process/guard").then(({ createGuard }) => createGuard());
          return guard;
        },
        ...asking(hooks.note),
        ...(isSupposed && { values }),
        closedGate: gateKeeper(root, read.nodes),
        env: request.env,
        tracker: request.tracker,
        live: createLiveWriter(root, Date.now),
        signal,
        hooks: { ...hooks, saveFile: (node, contents) => data().record(join(root, node.address), contents) },
        now: Date.now,
      };
      try {
        return { ...(await repro(bench, read.graph, plan)), project: read };
      } finally {
        (await guard)?.close();
      }
    },

    async close(): Promise<void> {
      await opened?.close();
      opened = undefined;
    },
  };
}

/** A folder as it lies below the root; "" is the root itself. */
function below(root: string, folder: string): string {
  const path = relative(root, folder).split(sep).join("/");
  if (path.startsWith("../") || path === "..")
    throw new ApiError("INVALID_PARAMETER_VALUE", `${folder}: not in the project ${root}`);
  return path;
}

/** What a killed run left behind would write into what now begins. */
async function endOrphans(root: string, note: (line: string) => void): Promise<void> {
  const orphans = findOrphans(root);
  if (orphans.length === 0) return;
  const { killGroup } = await import("./process/runProcess");
  for (const { stage, pid } of orphans) {
    note(`${stage}: still ran for a repro that was killed (process ${pid}); it is stopped`);
    killGroup(pid, "SIGKILL");
  }
}

/** As dvc's `repro --pull`; a remote that is away does not keep stages from running. */
async function fetchRuns(data: DataService, signal: AbortSignal, note: (line: string) => void): Promise<void> {
  try {
    await data.fetchRuns({ signal });
  } catch (thrown) {
    if (!(thrown instanceof ApiError) || signal.aborted) throw thrown;
    note(`the runs of the remote cannot be had: ${thrown.message}`);
  }
}

/** Gates are read when the first stage is about to run. */
function gateKeeper(root: string, nodes: readonly ProjectNode[]): Bench["closedGate"] {
  let reading: Promise<FindGate> | undefined;
  return async (address) => {
    reading ??= import("./schedule/findGate").then(({ readGates }) => readGates(root));
    const gate = (await reading)(address);
    const node = nodes.find((each) => each.address === address);
    if (!gate || !node) return undefined;
    const { checkGate } = await import("./schedule/gates");
    return checkGate(gate, outPaths(root, node));
  };
}
