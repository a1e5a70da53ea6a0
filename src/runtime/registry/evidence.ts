import type { VersionDetail, VersionFact } from "../../shared/modelDetail";
import type { Tracking } from "../tracking/tracking";
import type { ModelFiles } from "./modelFiles";
import type { PolicySource } from "./policy";
import type { ModelDoc, Pair, VersionDoc } from "./store";
import { type Evidence, listFacts } from "./versionFacts";

export interface Known extends Evidence {
  readonly facts: readonly VersionFact[];
}

export type Evidences = ReturnType<typeof createEvidences>;

/** Gathers from a version's files, its run and its logged model what can be shown of it. */
export function createEvidences(tracking: Tracking, files: ModelFiles, policy: PolicySource) {
  const { runs, inputs, loggedModels, summaries } = tracking;

  return {
    async of(model: ModelDoc, version: VersionDoc): Promise<Known> {
      const hasRun = runs.find(version.run_id) !== undefined;
      const runTags = hasRun ? runs.tags(version.run_id) : [];
      const evidence: Evidence = {
        model,
        version,
        files: await files.ofVersion(version),
        runFiles: hasRun ? await files.ofRun(version.run_id) : [],
        runTags,
        metrics: await metricsOf(version, hasRun),
        data: dataOf(version.run_id, runTags),
      };
      return { ...evidence, facts: await listFacts(policy(), evidence, files.has) };
    },
  };

  /** Those of the run; where its logged model has its own of the same name, a run of several models means that. */
  async function metricsOf({ run_id, model_id }: VersionDoc, hasRun: boolean): Promise<VersionDetail["metrics"]> {
    const found = new Map<string, number>();
    if (hasRun)
      for (const { key, value } of summaries.run(run_id).metrics) if (!key.startsWith("system/")) found.set(key, value);
    if (model_id !== undefined && loggedModels.find(model_id) !== undefined)
      for (const { key, value } of await loggedModels.metricsOf(model_id)) found.set(key, value);
    return [...found].map(([key, value]) => ({ key, value }));
  }

  /** What it was trained on, else whatever it read; else the data files that were seen under version control. */
  function dataOf(run: string, tags: readonly Pair[]): VersionDetail["data"] {
    const doc = inputs.find(run);
    const all = doc ? inputs.datasetsOf(doc) : [];
    const isTraining = ({ tags: own }: (typeof all)[number]) =>
      own.some(({ key, value }) => key === "mlflow.data.context" && /^train/i.test(value));
    const dataset = (all.find(isTraining) ?? all[0])?.dataset;
    if (dataset !== undefined) return { name: dataset.name, digest: dataset.digest };
    return readDataTag(tags.find(({ key }) => key === "tidemark.data")?.value);
  }
}

/** A tag is anybody's to write. */
function readDataTag(text: string | undefined): VersionDetail["data"] {
  try {
    const [first] = JSON.parse(text ?? "[]") as unknown[];
    const { path, hash } = Object(first) as { path?: unknown; hash?: unknown };
    return typeof path === "string" && typeof hash === "string" ? { name: path, digest: hash.slice(0, 8) } : undefined;
  } catch {
    return undefined;
  }
}
