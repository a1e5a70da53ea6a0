import { invalid } from "../../shared/apiError";
import type { Grammar } from "./grammar";
import { readSubject, type Subject } from "./names";
import { tokenize } from "./tokens";

export interface Order {
  readonly entity: string;
  readonly key: string;
  readonly value: Subject["value"];
  readonly ascending: boolean;
}

/** Reads `metrics.loss DESC` and the like; the same field twice is an error. */
export function parseOrderBy(grammar: Grammar, clauses: readonly string[]): Order[] {
  const seen = new Set<string>();
  return clauses.map((clause, i) => {
    const order = parseOne(grammar, clause, `order_by[${i}]`);
    const field = `${order.entity}.${order.key}`;
    if (seen.has(field)) invalid(`order_by[${i}]: \`order_by\` contains duplicate fields: '${field}'`);
    seen.add(field);
    return order;
  });
}

function parseOne(grammar: Grammar, clause: string, at: string): Order {
  const [name, direction, more] = tokenize(clause);
  // a lone quoted word is a name here: nothing is compared
  const parts = name?.kind === "name" ? name.parts : name?.kind === "text" ? [name.value] : undefined;
  if (!parts || more) return invalid(`${at}: Invalid order_by clause '${clause}'. Could not be parsed.`);
  const word = direction?.raw.toUpperCase() ?? "ASC";
  if (word !== "ASC" && word !== "DESC") return invalid(`${at}: Invalid ordering key in order_by clause '${clause}'.`);
  const { entity, key, value } = readSubject(grammar, parts, at);
  return { entity, key, value, ascending: word === "ASC" };
}
