import { createHash } from "node:crypto";
import { invalid } from "../../shared/apiError";
import type { Kernel } from "../kernel/kernel";
import type { Op } from "../kernel/store/change";
import { checkLength, limits } from "./limits";
import type { Runs } from "./runs";
import { collections, type DatasetDoc, datasetContextTag, type InputsDoc, type KeyValueDoc } from "./store";

export interface NewDataset {
  readonly name: string;
  readonly digest: string;
  readonly source_type: string;
  readonly source: string;
  readonly schema?: string | undefined;
  readonly profile?: string | undefined;
}

export interface NewDatasetInput {
  readonly dataset: NewDataset;
  readonly tags: readonly KeyValueDoc[];
}

export interface ModelOutput {
  readonly model_id: string;
  readonly step: number;
}

/** A dataset as a run saw it. */
export interface DatasetInput {
  readonly dataset: DatasetDoc;
  readonly tags: readonly KeyValueDoc[];
}

export interface DatasetSummaryRow {
  readonly experiment_id: string;
  readonly name: string;
  readonly digest: string;
  readonly context?: string;
}

export type Inputs = ReturnType<typeof createInputs>;

const nothing: InputsDoc = { datasets: [], model_inputs: [], model_outputs: [] };

/** What went into runs and came out of them. A dataset is kept once an experiment, however many runs read it. */
export function createInputs({ store }: Kernel, runs: Runs) {
  const docs = () => store.docs<InputsDoc>(collections.inputs);
  const datasets = () => store.docs<DatasetDoc>(collections.datasets);
  const change = (run: string, make: (before: InputsDoc) => { doc: InputsDoc; ops: readonly Op[] }) =>
    store.exclusive([`inputs:${run}`], async () => {
      runs.activeOrdinal(run);
      const { doc, ops } = make(docs().get(run) ?? nothing);
      await store.commit([...ops, { do: "put", in: collections.inputs, key: run, doc }]);
      runs.announce(run);
    });
  const datasetsOf = (doc: InputsDoc): DatasetInput[] =>
    doc.datasets.flatMap(({ dataset, tags }) => {
      const found = datasets().get(dataset);
      return found ? [{ dataset: found, tags }] : [];
    });

  return {
    find: (run: string): InputsDoc | undefined => docs().get(run),
    datasetsOf,

    logInputs(run: string, asked: readonly NewDatasetInput[], models: readonly string[]): Promise<void> {
      for (const each of asked) checkInput(each);
      const experiment = runs.get(run).experiment_id;
      return change(run, (before) => {
        const ops: Op[] = [];
        const seen = new Set(before.datasets.map((each) => each.dataset));
        const added = [];
        for (const { dataset, tags } of asked) {
          const key = datasetKey(experiment, dataset);
          if (seen.has(key)) continue;
          seen.add(key);
          added.push({ dataset: key, tags });
          if (!datasets().has(key))
            ops.push({ do: "put", in: collections.datasets, key, doc: datasetDoc(experiment, dataset) });
        }
        const known = new Set(before.model_inputs.map((each) => each.model_id));
        const read = [...new Set(models)].filter((id) => !known.has(id)).map((model_id) => ({ model_id }));
        const doc = {
          ...before,
          datasets: [...before.datasets, ...added],
          model_inputs: [...before.model_inputs, ...read],
        };
        return { doc, ops };
      });
    },

    logOutputs: (run: string, models: readonly ModelOutput[]): Promise<void> =>
      change(run, (before) => {
        const known = new Set(before.model_outputs.map(({ model_id, step }) => `${model_id} ${step}`));
        const made = models.filter(({ model_id, step }) => !known.has(`${model_id} ${step}`));
        return { doc: { ...before, model_outputs: [...before.model_outputs, ...made] }, ops: [] };
      }),

    /** The distinct datasets, with their contexts, of the runs of some experiments; at most 1000. */
    summaries(experiments: readonly string[]): DatasetSummaryRow[] {
      const wanted = new Set(experiments);
      const found = new Map<string, DatasetSummaryRow>();
      for (const doc of docs().values()) {
        for (const { dataset, tags } of datasetsOf(doc)) {
          if (!wanted.has(dataset.experiment_id)) continue;
          const context = tags.find((tag) => tag.key === datasetContextTag)?.value;
          const { experiment_id, name, digest } = dataset;
          const row = { experiment_id, name, digest, ...(context === undefined ? {} : { context }) };
          found.set(JSON.stringify([experiment_id, name, digest, context]), row);
        }
        if (found.size >= 1000) break;
      }
      return [...found.values()].slice(0, 1000);
    },
  };
}

/** The same name and digest in the same experiment is the same dataset. */
export function datasetKey(experiment: string, { name, digest }: NewDataset): string {
  return createHash("sha256")
    .update(JSON.stringify([experiment, name, digest]))
    .digest("hex")
    .slice(0, 32);
}

export function datasetDoc(experiment_id: string, asked: NewDataset): DatasetDoc {
  const { name, digest, source_type, source, schema, profile } = asked;
  return {
    experiment_id,
    name,
    digest,
    source_type,
    source,
    ...(schema === undefined ? {} : { schema }),
    ...(profile === undefined ? {} : { profile }),
  };
}

function checkInput({ dataset, tags }: NewDatasetInput): void {
  if (dataset.name === "") invalid("Dataset name cannot be empty");
  checkLength(dataset.name, limits.datasetName, "name");
  checkLength(dataset.digest, limits.datasetDigest, "digest");
  checkLength(dataset.source, limits.datasetSource, "source");
  checkLength(dataset.schema ?? "", limits.datasetSchema, "schema");
  checkLength(dataset.profile ?? "", limits.datasetProfile, "profile");
  for (const { key, value } of tags) {
    checkLength(key, limits.inputTagKey, "key");
    checkLength(value, limits.inputTagValue, "value");
  }
}
