import { invalid } from "../../shared/apiError";
import type { Clause } from "./filter";
import type { Comparator } from "./grammar";
import { likeMatcher } from "./like";
import { rlikeMatcher } from "./rlike";

/** A clause on text as a test of one text. */
export function textTest({ comparator, value }: Pick<Clause, "comparator" | "value">): (text: string) => boolean {
  if (comparator === "IN" || comparator === "NOT IN") {
    const wanted = new Set(value as readonly string[]);
    return (text) => wanted.has(text) === (comparator === "IN");
  }
  const wanted = String(value);
  switch (comparator) {
    case "=":
      return (text) => text === wanted;
    case "!=":
      return (text) => text !== wanted;
    case "LIKE":
      return likeMatcher(wanted, false);
    case "ILIKE":
      return likeMatcher(wanted, true);
    case "RLIKE":
      return rlikeMatcher(wanted);
    default:
      return invalid(`filter: '${comparator}' compares no text`);
  }
}

export function numberTest(comparator: Comparator, wanted: number): (found: number) => boolean {
  switch (comparator) {
    case ">":
      return (found) => found > wanted;
    case ">=":
      return (found) => found >= wanted;
    case "<":
      return (found) => found < wanted;
    case "<=":
      return (found) => found <= wanted;
    case "=":
      return (found) => found === wanted;
    case "!=":
      return (found) => found !== wanted;
    default:
      return invalid(`filter: '${comparator}' compares no numbers`);
  }
}
