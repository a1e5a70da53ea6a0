import type { ForeignVersion, Pair } from "../../core/mlflow/foreign";
import { integer, object, optional, text } from "../../shared/readers";

/** A registered version under the names that MLflow's files and its REST share; REST leaves out what is nothing. */
const readFields = object({
  name: text,
  version: integer,
  description: optional(text),
  user_id: optional(text),
  current_stage: optional(text, "None"),
  source: optional(text, ""),
  run_id: optional(text),
  run_link: optional(text),
  status: optional(text, "READY"),
  status_message: optional(text),
  storage_location: optional(text),
  model_id: optional(text),
  creation_timestamp: optional(integer, 0),
  last_updated_timestamp: optional(integer, 0),
});

export function readModelVersion(found: unknown, at: string, tags: readonly Pair[]): ForeignVersion {
  const version = readFields(found, at);
  return {
    kind: "model-version",
    name: version.name,
    version: version.version,
    ...(version.description !== undefined && { description: version.description }),
    ...(version.user_id !== undefined && { user: version.user_id }),
    stage: version.current_stage,
    source: version.source,
    ...(version.run_id !== undefined && { run: version.run_id }),
    ...(version.run_link !== undefined && { runLink: version.run_link }),
    status: version.status,
    ...(version.status_message !== undefined && { statusMessage: version.status_message }),
    ...(version.storage_location !== undefined && { storage: version.storage_location }),
    ...(version.model_id !== undefined && { model: version.model_id }),
    createdAt: version.creation_timestamp,
    updatedAt: version.last_updated_timestamp,
    tags,
  };
}
