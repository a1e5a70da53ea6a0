import { invalid } from "../../shared/apiError";
import type { Comparator, Grammar } from "./grammar";
import { readSubject, type Subject } from "./names";
import { type Token, tokenize } from "./tokens";

/** One comparison; a filter is all of its clauses together. */
export interface Clause {
  readonly entity: string;
  readonly key: string;
  readonly comparator: Comparator;
  /** Text or a number by the subject's kind, a list for IN, nothing for IS NULL. */
  readonly value: string | number | readonly string[] | undefined;
}

/** Reads a filter such as ``metrics.loss < 0.1 AND params.`model type` = "tree"``; a blank one has no clauses. */
export function parseFilter(grammar: Grammar, source: string | undefined): Clause[] {
  if (source === undefined || source.trim() === "") return [];
  const cursor = createCursor(tokenize(source), source);
  const clauses = [readClause(grammar, cursor)];
  while (cursor.peek()) {
    if (!cursor.keyword("AND")) cursor.fail("Invalid clause(s) in filter string: only AND joins clauses");
    clauses.push(readClause(grammar, cursor));
  }
  return clauses;
}

type Cursor = ReturnType<typeof createCursor>;

function createCursor(tokens: readonly Token[], source: string) {
  let next = 0;
  const place = () => {
    const token = tokens[next];
    return token ? `filter, character ${token.at + 1} ('${token.raw.slice(0, 60)}')` : "filter, at its end";
  };
  return {
    source,
    place,
    peek: () => tokens[next],
    take: () => tokens[next++],
    fail: (why: string): never => invalid(`${place()}: ${why}`),
    /** Steps over the words when they come next; SQL's words have no case. */
    keyword(...words: readonly string[]): boolean {
      const found = words.every((word, i) => {
        const token = tokens[next + i];
        return token?.kind === "name" && token.raw.toUpperCase() === word;
      });
      if (found) next += words.length;
      return found;
    },
    sign(wanted: string): boolean {
      const token = tokens[next];
      const found = token?.kind === "sign" && token.raw === wanted;
      if (found) next++;
      return found;
    },
  };
}

function readClause(grammar: Grammar, cursor: Cursor): Clause {
  const at = cursor.place();
  const name = cursor.peek();
  if (name?.kind !== "name") return cursor.fail("Invalid comparison clause: expected the name of what to compare");
  cursor.take();
  const subject = readSubject(grammar, name.parts, at);
  const place = cursor.place();
  const comparator = readComparator(cursor);
  if (!subject.comparators.includes(comparator))
    return invalid(
      `${place}: Invalid comparator '${comparator}' for ${subject.entity} '${subject.key}', not one of ${subject.comparators.join(", ")}`,
    );
  return { entity: subject.entity, key: subject.key, comparator, value: readValue(cursor, subject, comparator) };
}

const signs: ReadonlyMap<string, Comparator> = new Map([
  ["=", "="],
  ["!=", "!="],
  [">", ">"],
  [">=", ">="],
  ["<", "<"],
  ["<=", "<="],
]);

function readComparator(cursor: Cursor): Comparator {
  const token = cursor.peek();
  const known = token?.kind === "sign" ? signs.get(token.raw) : undefined;
  if (known) {
    cursor.take();
    return known;
  }
  for (const word of ["LIKE", "ILIKE", "RLIKE", "IN"] as const) if (cursor.keyword(word)) return word;
  if (cursor.keyword("NOT", "IN")) return "NOT IN";
  if (cursor.keyword("IS", "NOT", "NULL")) return "IS NOT NULL";
  if (cursor.keyword("IS", "NULL")) return "IS NULL";
  return cursor.fail("Invalid comparison clause: expected a comparator");
}

function readValue(cursor: Cursor, subject: Subject, comparator: Comparator): Clause["value"] {
  if (comparator === "IS NULL" || comparator === "IS NOT NULL") return undefined;
  if (comparator === "IN" || comparator === "NOT IN") return readList(cursor);
  const token = cursor.peek();
  if (subject.value === "number" || (subject.value === "either" && /^[<>]/.test(comparator))) {
    if (token?.kind !== "number") return cursor.fail(`Expected numeric value type for ${subject.entity}`);
    cursor.take();
    return token.value;
  }
  if (token?.kind !== "text") return cursor.fail(`Expected a quoted string value for ${subject.entity} (e.g. 'value')`);
  cursor.take();
  return token.value;
}

function readList(cursor: Cursor): string[] {
  if (!cursor.sign("(")) return cursor.fail("expected a list of quoted string values in parentheses");
  const values: string[] = [];
  do {
    const token = cursor.peek();
    if (token?.kind !== "text")
      return cursor.fail("While parsing a list in the query, expected a non-empty list of quoted string values");
    values.push(token.value);
    cursor.take();
  } while (cursor.sign(",") && !isClose(cursor.peek()));
  return cursor.sign(")") ? values : cursor.fail("expected ')' after the list");
}

function isClose(token: Token | undefined): boolean {
  return token?.kind === "sign" && token.raw === ")";
}
