import { type Clause, parseFilter } from "../../core/search/filter";
import type { Comparator, Grammar } from "../../core/search/grammar";
import { likeMatcher } from "../../core/search/like";
import { parseOrderBy } from "../../core/search/orderBy";
import { invalid } from "../../shared/apiError";
import type { DatasetDoc } from "./datasetDoc";

const words: readonly Comparator[] = ["=", "!=", "LIKE", "ILIKE"];
const figures: readonly Comparator[] = [">", ">=", "=", "!=", "<", "<="];

const grammar: Grammar = {
  entities: { tag: { value: "text", comparators: words, aliases: ["tags", "tag"] } },
  attributes: {
    name: { value: "text", comparators: [...words, "IN"] },
    created_by: { value: "text", comparators: words },
    last_updated_by: { value: "text", comparators: words },
    created_time: { value: "number", comparators: figures },
    last_update_time: { value: "number", comparators: figures },
  },
  attributePrefixes: ["attribute", "attributes"],
};

export interface DatasetQuery {
  readonly experiments: readonly string[];
  readonly filter?: string | undefined;
  readonly order_by: readonly string[];
}

/** All that match, in order: the newest first unless told otherwise. */
export function searchDatasets(
  all: Iterable<DatasetDoc>,
  { experiments, filter, order_by }: DatasetQuery,
): DatasetDoc[] {
  const tests = parseFilter(grammar, filter).map(testOf);
  const order = parseOrderBy(grammar, order_by.length === 0 ? ["created_time DESC"] : order_by);
  for (const { entity, key } of order)
    if (entity !== "attribute" || key.endsWith("_by")) invalid(`order_by: datasets cannot be ordered by '${key}'`);
  return Array.from(all)
    .filter((dataset) => experiments.length === 0 || dataset.experiments.some((each) => experiments.includes(each)))
    .filter((dataset) => tests.every((test) => test(dataset)))
    .sort((a, b) => {
      for (const { key, ascending } of order) {
        const left = attribute(a, key) ?? "";
        const right = attribute(b, key) ?? "";
        if (left !== right) return (left < right ? -1 : 1) * (ascending ? 1 : -1);
      }
      return a.id < b.id ? 1 : -1;
    });
}

function attribute(dataset: DatasetDoc, key: string): string | number | undefined {
  switch (key) {
    case "name":
      return dataset.name;
    case "created_by":
      return dataset.created_by;
    case "last_updated_by":
      return dataset.updated_by;
    case "created_time":
      return dataset.created;
    default:
      return dataset.updated;
  }
}

function testOf({ entity, key, comparator, value }: Clause): (dataset: DatasetDoc) => boolean {
  const test = typeof value === "number" ? numberTest(comparator, value) : textTest(comparator, value);
  return (dataset) => {
    const found =
      entity === "tag" ? (Object.hasOwn(dataset.tags, key) ? dataset.tags[key] : undefined) : attribute(dataset, key);
    return found !== undefined && test(found);
  };
}

function numberTest(comparator: Comparator, wanted: number): (found: string | number) => boolean {
  if (!Number.isInteger(wanted)) return invalid(`filter: a time is a whole number, got ${wanted}`);
  return (found) => {
    const difference = Number(found) - wanted;
    switch (comparator) {
      case ">":
        return difference > 0;
      case ">=":
        return difference >= 0;
      case "<":
        return difference < 0;
      case "<=":
        return difference <= 0;
      default:
        return (difference === 0) === (comparator === "=");
    }
  };
}

function textTest(comparator: Comparator, value: Clause["value"]): (found: string | number) => boolean {
  if (comparator === "IN") return (found) => (value as readonly string[]).includes(String(found));
  if (comparator === "LIKE" || comparator === "ILIKE") {
    const matches = likeMatcher(String(value), comparator === "ILIKE");
    return (found) => matches(String(found));
  }
  return (found) => (found === value) === (comparator === "=");
}
