import type { Comparator, Entity, Grammar } from "../../core/search/grammar";

/** What MLflow lets one ask of traces. */
const words: readonly Comparator[] = ["=", "!=", "LIKE", "ILIKE", "RLIKE"];
const listed: readonly Comparator[] = [...words, "IN", "NOT IN"];
const nullable: readonly Comparator[] = [...words, "IS NULL", "IS NOT NULL"];
const figures: readonly Comparator[] = [">", ">=", "=", "!=", "<", "<="];

const assessment = (name: string): Entity => ({
  value: "either",
  comparators: [...nullable, ">", ">=", "<", "<="],
  aliases: [name],
});

export const traceGrammar: Grammar = {
  entities: {
    tag: { value: "text", comparators: nullable, aliases: ["tag", "tags"] },
    metadata: { value: "text", comparators: nullable, aliases: ["metadata", "request_metadata"] },
    span: { value: "text", comparators: listed, aliases: ["span"] },
    feedback: assessment("feedback"),
    expectation: assessment("expectation"),
    issue: { value: "text", comparators: ["="], aliases: ["issue"], keys: ["id"] },
  },
  attributes: {
    request_id: { value: "text", comparators: listed },
    timestamp_ms: { value: "number", comparators: figures, aliases: ["timestamp"] },
    execution_time_ms: { value: "number", comparators: figures, aliases: ["execution_time"] },
    end_time_ms: { value: "number", comparators: figures, aliases: ["end_time"] },
    status: { value: "text", comparators: listed },
    client_request_id: { value: "text", comparators: listed },
    name: { value: "text", comparators: [...listed, "IS NULL", "IS NOT NULL"] },
    run_id: { value: "text", comparators: [...listed, "IS NULL", "IS NOT NULL"] },
    prompt: { value: "text", comparators: ["="] },
    text: { value: "text", comparators: ["LIKE", "ILIKE"] },
    experiment_id: { value: "text", comparators: listed },
  },
  attributePrefixes: ["attribute", "attributes", "trace"],
};
