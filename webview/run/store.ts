import { type Patch, readPatch } from "../../src/core/patch/readPatch";
import { type ArtifactFile, artifactListRoute, readArtifactListing, storedFileRoute } from "../../src/shared/artifacts";
import { type ChartSeries, readCharts } from "../../src/shared/charts";
import { type Lineage, readLineage } from "../../src/shared/lineage";
import { readModels, type VersionSummary } from "../../src/shared/models";
import { type Provenance, provenanceRoute, readProvenance } from "../../src/shared/provenance";
import { list, object } from "../../src/shared/readers";
import {
  type ExperimentSummary,
  type RunDetail,
  readExperiments,
  readRunDetail,
  readRunsPage,
} from "../../src/shared/runs";
import { readTraceDetail, readTraceSummary, type TraceDetail, type TraceSummary } from "../../src/shared/traces";
import type { RunTab } from "../../src/shared/views/run";
import { host, Refused } from "../kit/host";

/** A folder of artifacts that was opened: its files, or why they cannot be told. */
export type Folder = { readonly files: readonly ArtifactFile[] } | { readonly failed: string };

export interface ModelVersion extends VersionSummary {
  readonly model: string;
}

/** What this run's params are held against. */
export interface Other {
  /** `@champion`, or the name of a run. */
  readonly label: string;
  readonly run: string;
  readonly params: ReadonlyMap<string, string>;
  readonly isChampion: boolean;
}

/** All that the page knows of its run. What is absent was not read yet; an empty list was, and there is none. */
export interface State {
  readonly run: string;
  readonly folder: string;
  tab: RunTab;
  detail?: RunDetail;
  failed?: string;
  experiment?: ExperimentSummary;
  provenance?: Provenance;
  patch?: Patch;
  packages?: readonly string[];
  versions: readonly ModelVersion[];
  other?: Other;
  lineage?: Lineage;
  traces?: readonly TraceSummary[];
  readonly traceDetails: Map<string, TraceDetail>;
  readonly folders: Map<string, Folder>;
  readonly open: Set<string>;
  /** Of metrics that are on the screen. */
  readonly series: Map<string, ChartSeries>;
}

export function createState(run: string, folder: string, tab: RunTab): State {
  return {
    run,
    folder,
    tab,
    versions: [],
    traceDetails: new Map(),
    folders: new Map(),
    open: new Set(),
    series: new Map(),
  };
}

const own = "/api/tidemark/v1";

export async function loadDetail(state: State): Promise<void> {
  state.detail = await host.get(`${own}/runs/${encodeURIComponent(state.run)}`, readRunDetail);
  host.title(state.detail.name);
}

export async function loadExperiment(state: State): Promise<void> {
  const { experiments } = await host.get(`${own}/experiments`, readExperiments);
  const found = experiments.find(({ id }) => id === state.detail?.experiment_id);
  if (found) state.experiment = found;
}

/** Where the run came from; a run that was not seen starting has nothing of it. */
export async function loadProvenance(state: State): Promise<void> {
  const found = await orNothing(host.get(provenanceRoute(state.run), readProvenance));
  state.provenance = found ?? { data: [] };
  const patch = found?.patch_path && (await textOf(storedFileRoute(found.patch_path)));
  state.patch = readPatch(patch || "");
}

export async function loadPackages(state: State): Promise<void> {
  const path = state.provenance?.packages_path;
  const text = path === undefined ? "" : ((await textOf(storedFileRoute(path))) ?? "");
  state.packages = text.split("\n").filter((line) => line !== "");
}

export async function loadVersions(state: State): Promise<void> {
  const { models } = await host.get(`${own}/models`, readModels);
  const made = new Set(state.detail?.model_outputs);
  const all = models.flatMap(({ name, versions }) => versions.map((version) => ({ ...version, model: name })));
  state.versions = all.filter(
    ({ run, model_id }) => run === state.run || (model_id !== undefined && made.has(model_id)),
  );
  const names = new Set(state.versions.map(({ model }) => model));
  const champion = all.find(
    ({ model, aliases, run }) =>
      names.has(model) && aliases.includes("champion") && run !== undefined && run !== state.run,
  );
  const other = champion?.run ? await otherRun(champion.run, "@champion") : await previousRun(state);
  if (other) state.other = other;
  else delete state.other;
}

async function otherRun(id: string, label?: string): Promise<Other | undefined> {
  const run = await orNothing(host.get(`${own}/runs/${encodeURIComponent(id)}`, readRunDetail));
  if (run === undefined) return undefined;
  const params = new Map(run.params.map(({ key, value }) => [key, value]));
  return { run: id, label: label ?? run.name, params, isChampion: label !== undefined };
}

/** The run before this one in its experiment, of those that are nested as this one is. */
async function previousRun({ detail }: State): Promise<Other | undefined> {
  if (detail === undefined) return undefined;
  const query = new URLSearchParams({
    experiment_id: detail.experiment_id,
    parent: detail.parent ?? "none",
    filter: `attributes.start_time < ${detail.start_time}`,
    order_by: "attributes.start_time DESC",
    limit: "1",
  });
  const { runs } = await host.get(`${own}/runs?${spaced(query)}`, readRunsPage);
  return runs[0] && otherRun(runs[0].id);
}

/** A plus for a space is one way to write it, and not the one that a route is checked for. */
function spaced(query: URLSearchParams): string {
  return query.toString().replaceAll("+", "%20");
}

export async function loadLineage(state: State): Promise<void> {
  state.lineage = await host.get(`${own}/lineage?run=${encodeURIComponent(state.run)}`, readLineage);
}

const readTraces = object<{ traces: TraceSummary[] }>({ traces: list(readTraceSummary) });

export async function loadTraces(state: State): Promise<void> {
  const route = `${own}/traces?run_id=${encodeURIComponent(state.run)}&limit=1000`;
  state.traces = (await host.get(route, readTraces)).traces;
}

export async function loadTrace(state: State, id: string): Promise<void> {
  if (state.traceDetails.has(id)) return;
  state.traceDetails.set(id, await host.get(`${own}/traces/${encodeURIComponent(id)}`, readTraceDetail));
}

/** Spans come in after their trace: those that were read are read anew when it changed. */
export async function rereadTraces(state: State, changed: readonly string[]): Promise<void> {
  for (const id of changed) {
    if (!state.traceDetails.has(id)) continue;
    const detail = await orNothing(host.get(`${own}/traces/${encodeURIComponent(id)}`, readTraceDetail));
    if (detail) state.traceDetails.set(id, detail);
    else state.traceDetails.delete(id);
  }
}

export async function loadFolder(state: State, path: string): Promise<void> {
  try {
    const { files } = await host.get(artifactListRoute(state.run, path), readArtifactListing);
    state.folders.set(path, { files });
  } catch (error) {
    if (!(error instanceof Refused) || error.status === 0) throw error;
    state.folders.set(path, { failed: error.message }); // kept elsewhere, or gone: said in the tree
  }
}

const mostPeeked = 8;
const mostOpened = 10;

/** Looks into the folders at the top, so that their sizes are known, and opens what a person looks for first. */
export async function openFirst(state: State): Promise<void> {
  const root = state.folders.get("");
  const top = root && "files" in root ? root.files.filter(({ is_dir }) => is_dir).slice(0, mostPeeked) : [];
  for (const { path } of top) if (!state.folders.has(path)) await loadFolder(state, path);
  if (state.open.size > 0) return;
  for (const { path } of top) {
    const folder = state.folders.get(path);
    const isShort = folder && "files" in folder && folder.files.length <= mostOpened;
    if (isShort && /^(model|eval|evaluation|report|metrics|plots)s?$/i.test(path)) state.open.add(path);
  }
}

/** Points of some metrics as charts draw them: what a screen can tell apart, and a smooth line through it. */
export async function loadSeries(state: State, metrics: readonly string[], smooth: number): Promise<void> {
  if (metrics.length === 0) return;
  const asked = { series: metrics.map((metric) => ({ run: state.run, metric })), axis: "step", points: 400, smooth };
  const { series } = readCharts(await host.bytes("POST", `${own}/charts`, asked));
  for (const [i, metric] of metrics.entries()) if (series[i]) state.series.set(metric, series[i]);
}

export async function textOf(route: string): Promise<string | undefined> {
  const bytes = await orNothing(host.bytes("GET", route));
  return bytes && new TextDecoder().decode(bytes);
}

/** What does not exist has nothing to tell; any other failure is one. */
async function orNothing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return undefined;
    throw error;
  }
}

export function tagOf({ detail }: State, key: string): string | undefined {
  return detail?.tags.find((tag) => tag.key === key)?.value;
}
