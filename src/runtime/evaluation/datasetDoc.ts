/** An evaluation dataset without its records, in the collection `evaluation-datasets`. Times are milliseconds since 1970. */
export type DatasetDoc = {
  readonly id: string;
  readonly name: string;
  readonly digest: string;
  readonly created: number;
  readonly updated: number;
  readonly tags: Texts;
  /** JSON as MLflow prints it; absent before the first record. */
  readonly schema?: string;
  readonly profile?: string;
  readonly created_by?: string;
  readonly updated_by?: string;
  readonly experiments: readonly string[];
};

export type Texts = { readonly [key: string]: string };

/**
 * A record, in the collection `evaluation-records` under `dataset/hash of its inputs`: one record for the same inputs.
 * What the user put in is kept as JSON text, so that 1.0 stays 1.0.
 */
export type RecordDoc = {
  readonly id: string;
  readonly dataset: string;
  readonly created: number;
  readonly updated: number;
  readonly inputs: string;
  readonly outputs?: string;
  readonly expectations?: string;
  readonly tags?: string;
  readonly source?: string;
  readonly source_id?: string;
  readonly source_type?: string;
  readonly created_by?: string;
  readonly updated_by?: string;
};

export const datasetsCollection = "evaluation-datasets";
export const recordsCollection = "evaluation-records";
export const userTag = "mlflow.user";
