import { invalid } from "../../shared/apiError";
import type { Comparator, Grammar, ValueKind } from "./grammar";

/** What a name in a filter or an order stands for. */
export interface Subject {
  /** `attribute`, or an entity of the grammar. */
  readonly entity: string;
  readonly key: string;
  readonly value: ValueKind;
  readonly comparators: readonly Comparator[];
}

/** Reads `metrics.loss`, `` tags.`a b` ``, `start_time`… The first dot divides prefix and key; the rest belongs to the key. */
export function readSubject(grammar: Grammar, parts: readonly string[], at: string): Subject {
  if (parts.length === 1) return attribute(grammar, parts[0] as string, at);
  const [prefix = "", ...rest] = parts;
  const key = rest.join(".");
  if (grammar.attributePrefixes.includes(prefix)) return attribute(grammar, key, at);
  for (const [entity, known] of Object.entries(grammar.entities)) {
    if (!known.aliases.includes(prefix)) continue;
    if (known.keys && !known.keys.includes(key))
      return invalid(`${at}: Invalid ${entity} key '${key}' specified. Valid keys are ${known.keys.join(", ")}`);
    return { entity, key, value: known.value, comparators: known.comparators };
  }
  const valid = [...Object.keys(grammar.entities), "attribute"].join(", ");
  return invalid(`${at}: Invalid entity type '${prefix}'. Valid values are ${valid}`);
}

function attribute(grammar: Grammar, name: string, at: string): Subject {
  for (const [key, known] of Object.entries(grammar.attributes))
    if (key === name || known.aliases?.includes(name))
      return { entity: "attribute", key, value: known.value, comparators: known.comparators };
  const valid = Object.keys(grammar.attributes).join(", ");
  const meant = Object.hasOwn(grammar.entities, "metric")
    ? ` (a metric is metrics.${name}, a param params.${name})`
    : "";
  return invalid(`${at}: Invalid attribute key '${name}' specified. Valid keys are ${valid}${meant}`);
}
