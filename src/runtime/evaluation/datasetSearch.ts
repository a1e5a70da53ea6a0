import { numberTest, textTest } from "../../core/search/compare";
import { type Clause, parseFilter } from "../../core/search/filter";
import type { Comparator, Grammar } from "../../core/search/grammar";
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

function testOf(clause: Clause): (dataset: DatasetDoc) => boolean {
  const { entity, key, comparator, value } = clause;
  if (typeof value === "number") {
    if (!Number.isInteger(value)) return invalid(`filter: a time is a whole number, got ${value}`);
    const test = numberTest(comparator, value);
    return (dataset) => test(Number(attribute(dataset, key)));
  }
  const test = textTest(clause);
  return (dataset) => {
    const tag = Object.hasOwn(dataset.tags, key) ? dataset.tags[key] : undefined;
    const found = entity === "tag" ? tag : attribute(dataset, key);
    return found !== undefined && test(String(found));
  };
}
