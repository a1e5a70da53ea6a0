import type { Clause } from "../../../core/search/filter";
import { numberTest } from "./numbers";
import { textTest } from "./texts";

export type Field = string | number | undefined;

/** Whether a document passes, given how to find what a clause asks about. For collections of thousands, not of columns. */
export function docTest<Doc>(
  clauses: readonly Clause[],
  fieldOf: (doc: Doc, clause: Clause) => Field,
): (doc: Doc) => boolean {
  const tests = clauses.map((clause) => {
    const test = fieldTest(clause);
    return (doc: Doc) => test(fieldOf(doc, clause));
  });
  return (doc) => tests.every((test) => test(doc));
}

function fieldTest(clause: Clause): (field: Field) => boolean {
  if (clause.comparator === "IS NULL") return (field) => field === undefined;
  if (clause.comparator === "IS NOT NULL") return (field) => field !== undefined;
  if (typeof clause.value === "number") {
    const test = numberTest(clause.comparator, clause.value);
    return (field) => typeof field === "number" && test(field);
  }
  const test = textTest(clause);
  return (field) => typeof field === "string" && test(field);
}

/** Orders two fields; what is missing comes last whichever way the order goes. */
export function compareFields(a: Field, b: Field, ascending: boolean): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  return a < b === ascending ? -1 : 1;
}
