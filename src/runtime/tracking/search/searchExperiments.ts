import { parseFilter } from "../../../core/search/filter";
import { experimentGrammar } from "../../../core/search/grammar";
import { parseOrderBy } from "../../../core/search/orderBy";
import { invalid } from "../../../shared/apiError";
import { readToken, writeToken } from "../../kernel/http/pageToken";
import type { ViewType } from "../fields";
import type { ExperimentDoc } from "../store";
import { compareFields, docTest, type Field } from "./docs";

export interface ExperimentQuery {
  readonly view: ViewType;
  readonly filter?: string | undefined;
  readonly orderBy?: readonly string[];
  readonly limit: number;
  readonly pageToken?: string | undefined;
}

const newestFirst = ["creation_time DESC", "experiment_id ASC"];

export function searchExperiments(all: readonly ExperimentDoc[], query: ExperimentQuery) {
  const clauses = parseFilter(experimentGrammar, query.filter);
  const asked = query.orderBy?.length ? query.orderBy : newestFirst;
  const orders = parseOrderBy(experimentGrammar, asked);
  const odd = orders.find((order) => order.entity !== "attribute");
  if (odd) invalid(`order_by: Invalid order_by entity: ${odd.entity}`);
  const passes = docTest<ExperimentDoc>(clauses, (doc, { entity, key }) =>
    entity === "tag" ? doc.tags.find((tag) => tag.key === key)?.value : attributeOf(doc, key),
  );
  const stage = query.view === "DELETED_ONLY" ? "deleted" : "active";
  const found = all.filter((doc) => (query.view === "ALL" || doc.lifecycle_stage === stage) && passes(doc));
  found.sort((a, b) => {
    for (const { key, ascending } of orders) {
      const sides: [Field, Field] =
        key === "experiment_id" ? ranks(a.experiment_id, b.experiment_id) : [attributeOf(a, key), attributeOf(b, key)];
      const order = compareFields(...sides, ascending);
      if (order !== 0) return order;
    }
    return compareFields(...ranks(a.experiment_id, b.experiment_id), false);
  });
  const offset = readToken(query.pageToken);
  const end = offset + query.limit;
  return { found: found.slice(offset, end), nextPageToken: end < found.length ? writeToken(end) : undefined };
}

function attributeOf(doc: ExperimentDoc, key: string): Field {
  switch (key) {
    case "name":
      return doc.name;
    case "creation_time":
      return doc.creation_time;
    case "last_update_time":
      return doc.last_update_time;
    default:
      return doc.experiment_id;
  }
}

/** Ids are whole numbers to MLflow, of any length: shorter is smaller. */
function ranks(a: string, b: string): [Field, Field] {
  return a.length === b.length ? [a, b] : [a.length, b.length];
}
