import { integer, list, object, oneOf, optional, type Reader, string } from "./readers";
import type { KeyValue } from "./runs";

/** What the runtime tells of registered models under /api/tidemark/v1. Times are milliseconds since 1970. */

export const stages = ["None", "Staging", "Production", "Archived"] as const;
export type Stage = (typeof stages)[number];

export interface VersionSummary {
  readonly version: number;
  readonly stage: Stage;
  readonly aliases: readonly string[];
  readonly status: string;
  readonly created: number;
  readonly updated: number;
  readonly source: string;
  /** The run and the logged model that it came from, when they are known. */
  readonly run?: string;
  readonly model_id?: string;
  readonly description?: string;
  readonly tags: readonly KeyValue[];
}

export interface ModelSummary {
  readonly name: string;
  readonly kind: "model" | "prompt";
  readonly created: number;
  readonly updated: number;
  readonly description?: string;
  readonly tags: readonly KeyValue[];
  /** Newest first. */
  readonly versions: readonly VersionSummary[];
}

export const auditActs = [
  "create-model",
  "rename-model",
  "update-model",
  "delete-model",
  "set-model-tag",
  "delete-model-tag",
  "set-alias",
  "delete-alias",
  "create-version",
  "update-version",
  "transition-stage",
  "delete-version",
  "set-version-tag",
  "delete-version-tag",
  "import-model",
  "import-version",
] as const;
export type AuditAct = (typeof auditActs)[number];

/** One change of the registry: who did what to which, and what it was before and after. */
export interface AuditEntry {
  readonly id: string;
  readonly at: number;
  readonly actor: string;
  /** The program that asked, as it names itself. */
  readonly client?: string;
  readonly act: AuditAct;
  readonly model: string;
  readonly version?: number;
  readonly before?: Facts;
  readonly after?: Facts;
}

export type Facts = Readonly<Record<string, string | number | null>>;

const readKeyValue = object<KeyValue>({ key: string, value: string });

export const readVersionSummary: Reader<VersionSummary> = object<VersionSummary>({
  version: integer,
  stage: oneOf(...stages),
  aliases: list(string),
  status: string,
  created: integer,
  updated: integer,
  source: string,
  run: optional(string) as Reader<string>,
  model_id: optional(string) as Reader<string>,
  description: optional(string) as Reader<string>,
  tags: list(readKeyValue),
});

export const readModels = object<{ models: ModelSummary[] }>({
  models: list(
    object<ModelSummary>({
      name: string,
      kind: oneOf("model", "prompt"),
      created: integer,
      updated: integer,
      description: optional(string) as Reader<string>,
      tags: list(readKeyValue),
      versions: list(readVersionSummary),
    }),
  ),
});

/** Newest first. */
export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  readonly next_page_token?: string;
}
