/** What may be searched for, and how: one value for each thing that has a search. */

export type Comparator =
  | "="
  | "!="
  | ">"
  | ">="
  | "<"
  | "<="
  | "LIKE"
  | "ILIKE"
  | "RLIKE"
  | "IN"
  | "NOT IN"
  | "IS NULL"
  | "IS NOT NULL";

/** `either`: a number where order is asked for (`> 0.8`), text elsewhere. */
export type ValueKind = "number" | "text" | "either";

/** One prefix of names (`metrics.…`) and what can be asked of what stands behind it. */
export interface Entity {
  readonly value: ValueKind;
  readonly comparators: readonly Comparator[];
  /** Other spellings of the prefix. */
  readonly aliases: readonly string[];
  /** Absent: any key is fine. */
  readonly keys?: readonly string[];
  /** Keys that may be compared with a list; absent: all of them. */
  readonly listKeys?: readonly string[];
}

export interface Attribute {
  readonly value: ValueKind;
  readonly comparators: readonly Comparator[];
  readonly aliases?: readonly string[];
  readonly orderable?: boolean;
}

export interface Grammar {
  /** By canonical name, e.g. metric, param, tag, dataset. */
  readonly entities: Readonly<Record<string, Entity>>;
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** Prefixes that stand for attributes; a name without a prefix is an attribute too. */
  readonly attributePrefixes: readonly string[];
}

export const numeric: readonly Comparator[] = [">", ">=", "=", "!=", "<", "<="];
export const textual: readonly Comparator[] = ["=", "!=", "LIKE", "ILIKE"];
export const nullable: readonly Comparator[] = [...textual, "IS NULL", "IS NOT NULL"];
export const listable: readonly Comparator[] = [...textual, "IN", "NOT IN"];

const metric: Entity = { value: "number", comparators: numeric, aliases: ["metric", "metrics"] };
const param: Entity = {
  value: "text",
  comparators: nullable,
  aliases: ["param", "params", "parameter", "parameters"],
};
const tag: Entity = { value: "text", comparators: nullable, aliases: ["tag", "tags"] };

export const runGrammar: Grammar = {
  entities: {
    metric,
    param,
    tag,
    dataset: {
      value: "text",
      comparators: listable,
      aliases: ["dataset", "datasets"],
      keys: ["name", "digest", "context"],
    },
  },
  attributes: {
    run_id: { value: "text", comparators: listable },
    run_name: { value: "text", comparators: textual, aliases: ["run name", "Run name", "Run Name"] },
    status: { value: "text", comparators: textual },
    user_id: { value: "text", comparators: textual },
    artifact_uri: { value: "text", comparators: textual },
    start_time: { value: "number", comparators: numeric, aliases: ["created", "Created"] },
    end_time: { value: "number", comparators: numeric },
  },
  attributePrefixes: ["attribute", "attributes", "attr", "run"],
};

export const experimentGrammar: Grammar = {
  entities: { tag },
  attributes: {
    name: { value: "text", comparators: textual },
    experiment_id: { value: "text", comparators: ["=", "!=", "IN", "NOT IN"] },
    creation_time: { value: "number", comparators: numeric },
    last_update_time: { value: "number", comparators: numeric },
  },
  attributePrefixes: ["attribute", "attributes"],
};

export const loggedModelGrammar: Grammar = {
  entities: {
    metric,
    param: { ...param, comparators: listable },
    tag: { ...tag, comparators: listable },
  },
  attributes: {
    name: { value: "text", comparators: listable },
    model_id: { value: "text", comparators: listable },
    model_type: { value: "text", comparators: listable },
    status: { value: "text", comparators: listable },
    source_run_id: { value: "text", comparators: listable },
    experiment_id: { value: "text", comparators: listable },
    artifact_location: { value: "text", comparators: listable },
    status_message: { value: "text", comparators: listable },
    creation_timestamp_ms: {
      value: "number",
      comparators: numeric,
      aliases: ["creation_time", "creation_timestamp"],
    },
    last_updated_timestamp_ms: { value: "number", comparators: numeric, aliases: ["last_updated_timestamp"] },
  },
  attributePrefixes: ["attribute", "attributes"],
};
