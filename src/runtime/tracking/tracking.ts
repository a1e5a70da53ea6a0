import type { Kernel } from "../kernel/kernel";
import { createAdoption } from "./adoption";
import { createArtifacts } from "./artifacts/artifacts";
import { createCharts } from "./charts/charts";
import { createExperiments } from "./experiments";
import { createInputs } from "./inputs";
import { createLoggedModels } from "./loggedModels";
import { createMetrics } from "./metrics";
import { createRunWriter } from "./mlflow/runJson";
import { createLaunches } from "./provenance/launches";
import { createProvenance } from "./provenance/provenance";
import { createPurge } from "./purge";
import { createRuns } from "./runs";
import { createSavedViews } from "./savedViews/savedViews";
import { createScripts } from "./scripts";
import { type ModelQuery, searchLoggedModels } from "./search/searchLoggedModels";
import { matchRuns, type RunChoice, type RunQuery, searchRuns } from "./search/searchRuns";
import { runsOf } from "./store";
import { createSummaries } from "./summaries";
import { createRunTables } from "./table/runTable";

export { checkRelative, joinPath, placeOf } from "./artifacts/artifactPath";
export type { Artifacts, OpenArtifact } from "./artifacts/artifacts";
export { createLocations, ownPlace } from "./artifacts/locations";
export { appendToUri } from "./artifactUri";
export { checkKey, isKey } from "./limits";
export type { PurgeHook } from "./purge";
export type { Gone } from "./purgeChoice";
export { trackingViews } from "./store";

export type Tracking = ReturnType<typeof createTracking>;

/** Experiments, runs and what they log. */
export function createTracking(kernel: Kernel) {
  const experiments = createExperiments(kernel);
  const runs = createRuns(kernel, experiments);
  const inputs = createInputs(kernel, runs);
  const loggedModels = createLoggedModels(kernel, experiments);
  const metrics = createMetrics(kernel, runs, loggedModels);
  const table = () => runsOf(kernel.store);
  const writeRuns = createRunWriter({ table, runs, inputs });
  const search = {
    runs: (query: RunQuery) => searchRuns(table(), inputs, query),
    /** Ordinals of all that match, in no order. */
    match: (choice: RunChoice) => matchRuns(table(), inputs, choice),
    loggedModels: (query: ModelQuery) => searchLoggedModels(loggedModels, query),
    /** Runs that can be written without holding others up; less of them the more columns there are. */
    runsPerSlice: () =>
      Math.round(Math.min(1000, Math.max(50, 1_500_000 / (table().texts.size + table().series.size)))),
    /** Runs as MLflow's JSON. */
    runsJson: writeRuns,
    /** As MLflow answers a creation: nothing has come out of the run yet. */
    newRunJson: (id: string) => search.runJson(id).replace(/,"outputs":\{\}\}$/, "}"),
    runJson: (id: string) => writeRuns(Int32Array.of(runs.ordinalOf(id)))[0] as string,
  };
  const adoption = createAdoption(kernel, experiments);
  const artifacts = createArtifacts(kernel);
  const summaries = createSummaries(kernel, { experiments, runs, inputs });
  const charts = createCharts(kernel);
  const tables = createRunTables(kernel, { experiments, inputs });
  const savedViews = createSavedViews(kernel);
  const scripts = createScripts(kernel, summaries);
  const purge = createPurge(kernel, { experiments, runs, artifacts });
  const launches = createLaunches(kernel);
  const provenance = createProvenance(kernel, { runs, artifacts, launches });
  return {
    adoption,
    experiments,
    runs,
    metrics,
    inputs,
    loggedModels,
    search,
    summaries,
    tables,
    charts,
    savedViews,
    scripts,
    artifacts,
    purge,
    launches,
    provenance,
  };
}
