import { integer, list, object, oneOf, optional, type Reader, string } from "./readers";
import type { KeyValue } from "./runs";

/** What the runtime tells of registered models under /api/tidemark/v1. Times are milliseconds since 1970. */

export const stages = ["None", "Staging", "Production", "Archived"] as const;
export type Stage = (typeof stages)[number];

/** What people said of a version, against what its next guarded stage asks for. */
export const approvalStates = ["none", "waiting", "approved", "rejected"] as const;
export interface ApprovalSummary {
  /** `none`: nobody was asked and nobody said anything. */
  readonly state: (typeof approvalStates)[number];
  readonly given: number;
  /** How many the most demanding stage needs; 0 where no policy asks. */
  readonly needed: number;
}

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
  readonly run_name?: string;
  readonly model_id?: string;
  readonly description?: string;
  readonly tags: readonly KeyValue[];
  readonly approval: ApprovalSummary;
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
  "approve-version",
  "reject-version",
  "promote-version",
  "roll-back",
  "convert-version",
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

export const readApproval: Reader<ApprovalSummary> = object<ApprovalSummary>({
  state: oneOf(...approvalStates),
  given: integer,
  needed: integer,
});

export const versionFields = {
  version: integer,
  stage: oneOf(...stages),
  aliases: list(string),
  status: string,
  created: integer,
  updated: integer,
  source: string,
  run: optional(string) as Reader<string>,
  run_name: optional(string) as Reader<string>,
  model_id: optional(string) as Reader<string>,
  description: optional(string) as Reader<string>,
  tags: list(readKeyValue),
  approval: readApproval,
};

export const modelFields = {
  name: string,
  kind: oneOf("model", "prompt"),
  created: integer,
  updated: integer,
  description: optional(string) as Reader<string>,
  tags: list(readKeyValue),
};

export const readModels = object<{ models: ModelSummary[] }>({
  models: list(object<ModelSummary>({ ...modelFields, versions: list(object<VersionSummary>(versionFields)) })),
});

const readFacts: Reader<Facts> = (value, at) => {
  object({})(value, at);
  const facts = Object.entries(value as Record<string, unknown>);
  return Object.fromEntries(
    facts.map(([name, fact]) => [name, typeof fact === "number" || fact === null ? fact : String(fact)]),
  );
};

export const readAuditEntry: Reader<AuditEntry> = object<AuditEntry>({
  id: string,
  at: integer,
  actor: string,
  client: optional(string) as Reader<string>,
  act: oneOf(...auditActs),
  model: string,
  version: optional(integer) as Reader<number>,
  before: optional(readFacts) as Reader<Facts>,
  after: optional(readFacts) as Reader<Facts>,
});

/** Newest first. */
export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  readonly next_page_token?: string;
  /** All there are, on whichever page. */
  readonly total: number;
}

export const readAuditPage = object<AuditPage>({
  entries: list(readAuditEntry),
  next_page_token: optional(string) as Reader<string>,
  total: integer,
});
