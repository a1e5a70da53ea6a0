import { type Clause, parseFilter } from "../../core/search/filter";
import { type Attribute, type Entity, type Grammar, listable, numeric, textual } from "../../core/search/grammar";
import { likeMatcher } from "../../core/search/like";
import { type Order, parseOrderBy } from "../../core/search/orderBy";
import { invalid } from "../../shared/apiError";
import { readToken, writeToken } from "../kernel/http/pageToken";
import { isPrompt, type ModelDoc, type Pair, promptTag, type VersionDoc } from "./store";

export interface Query {
  readonly filter: string;
  readonly orderBy: readonly string[];
  readonly limit: number;
  readonly pageToken: string | undefined;
}

export interface Page<Doc> {
  readonly found: readonly Doc[];
  readonly nextPageToken: string | undefined;
}

const tag: Entity = { value: "text", comparators: textual, aliases: ["tag", "tags"] };
const number: Attribute = { value: "number", comparators: numeric };
const attributePrefixes = ["attribute"];

const modelFilter: Grammar = {
  entities: { tag },
  attributes: { name: { value: "text", comparators: listable } },
  attributePrefixes,
};
const modelOrder: Grammar = {
  entities: {},
  attributes: {
    name: { value: "text", comparators: [] },
    last_updated_timestamp: { ...number, aliases: ["timestamp"] },
  },
  attributePrefixes: [],
};
const versionFilter: Grammar = {
  entities: { tag },
  attributes: {
    name: { value: "text", comparators: listable },
    run_id: { value: "text", comparators: listable },
    source_path: { value: "text", comparators: textual },
    version_number: number,
  },
  attributePrefixes,
};
const versionOrder: Grammar = {
  entities: {},
  attributes: {
    name: { value: "text", comparators: [] },
    version_number: number,
    creation_timestamp: number,
    last_updated_timestamp: number,
  },
  attributePrefixes: ["attribute", "attributes"],
};

export function searchModels(all: Iterable<ModelDoc>, query: Query): Page<ModelDoc> {
  return search<ModelDoc>(all, query, {
    filter: modelFilter,
    order: modelOrder,
    ties: ["name"],
    isPrompt,
    field: (doc, key) => (key === "name" ? doc.name : doc.last_updated_timestamp),
  });
}

export function searchVersions(
  all: Iterable<VersionDoc>,
  query: Query,
  findModel: (name: string) => ModelDoc | undefined,
): Page<VersionDoc> {
  const newest = ["last_updated_timestamp DESC", "name ASC", "version_number DESC"];
  const asked = query.orderBy.length > 0 ? query : { ...query, orderBy: newest };
  return search<VersionDoc>(all, asked, {
    filter: versionFilter,
    order: versionOrder,
    ties: ["name", "version_number DESC"],
    isPrompt: (doc) => isPrompt(doc) || isPrompt(findModel(doc.name) ?? doc),
    field: versionField,
  });
}

function versionField(doc: VersionDoc, key: string): string | number {
  switch (key) {
    case "name":
      return doc.name;
    case "run_id":
      return doc.run_id;
    case "source_path":
      return doc.source;
    case "version_number":
      return doc.version;
    case "creation_timestamp":
      return doc.creation_timestamp;
    default:
      return doc.last_updated_timestamp;
  }
}

interface Subject<Doc> {
  readonly filter: Grammar;
  readonly order: Grammar;
  /** What decides between equals. */
  readonly ties: readonly string[];
  isPrompt(doc: Doc): boolean;
  field(doc: Doc, key: string): string | number;
}

function search<Doc extends { readonly tags: readonly Pair[] }>(
  all: Iterable<Doc>,
  query: Query,
  subject: Subject<Doc>,
): Page<Doc> {
  const clauses = parseFilter(subject.filter, query.filter);
  const orders = [...parseOrderBy(subject.order, query.orderBy), ...parseOrderBy(subject.order, subject.ties)];
  // prompts share the registry; they show up only when asked for
  const wantsPrompts = asksForPrompts(clauses);
  const tests = clauses
    .filter((clause) => wantsPrompts || !isPromptClause(clause))
    .map((clause) => {
      const test = testOf(clause);
      return (doc: Doc) => {
        const value =
          clause.entity === "tag"
            ? doc.tags.find(({ key }) => key === clause.key)?.value
            : subject.field(doc, clause.key);
        return value !== undefined && test(value);
      };
    });
  const found = [...all].filter(
    (doc) => (wantsPrompts || !subject.isPrompt(doc)) && tests.every((accepts) => accepts(doc)),
  );
  found.sort((a, b) => compare(a, b, orders, subject));
  const offset = readToken(query.pageToken);
  const end = offset + query.limit;
  return { found: found.slice(offset, end), nextPageToken: end < found.length ? writeToken(end) : undefined };
}

function isPromptClause({ entity, key }: Clause): boolean {
  return entity === "tag" && key === promptTag;
}

function asksForPrompts(clauses: readonly Clause[]): boolean {
  const clause = clauses.find(isPromptClause);
  if (!clause || typeof clause.value !== "string") return false;
  const wanted = clause.comparator === "=" ? "true" : clause.comparator === "!=" ? "false" : undefined;
  return clause.value.toLowerCase() === wanted;
}

type Value = string | number;

function testOf({ key, comparator, value }: Clause): (given: Value) => boolean {
  if (typeof value === "number" && !Number.isInteger(value))
    return invalid(`filter: Invalid value for numeric attribute '${key}': ${value}`);
  switch (comparator) {
    case "=":
      return (given) => given === value;
    case "!=":
      return (given) => given !== value;
    case "LIKE":
    case "ILIKE": {
      const matches = likeMatcher(String(value), comparator === "ILIKE");
      return (given) => matches(String(given));
    }
    case "IN":
    case "NOT IN": {
      const wanted = new Set(Array.isArray(value) ? value : []);
      return (given) => wanted.has(given) === (comparator === "IN");
    }
    case ">":
      return (given) => given > (value as Value);
    case ">=":
      return (given) => given >= (value as Value);
    case "<":
      return (given) => given < (value as Value);
    case "<=":
      return (given) => given <= (value as Value);
    default:
      return invalid(`filter: Invalid comparator '${comparator}' for '${key}'`);
  }
}

function compare<Doc>(a: Doc, b: Doc, orders: readonly Order[], subject: Subject<Doc>): number {
  for (const { key, ascending } of orders) {
    const left = subject.field(a, key);
    const right = subject.field(b, key);
    if (left !== right) return left < right === ascending ? -1 : 1;
  }
  return 0;
}

/** `max_results` of a search. */
export function checkLimit(asked: number, most: number): number {
  if (asked < 1) invalid(`Invalid value ${asked} for parameter 'max_results' supplied: It must be a positive integer`);
  return asked > most
    ? invalid(`Invalid value ${asked} for parameter 'max_results' supplied: It must be at most ${most}`)
    : asked;
}
