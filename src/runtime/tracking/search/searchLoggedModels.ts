import { type Clause, parseFilter } from "../../../core/search/filter";
import { loggedModelGrammar } from "../../../core/search/grammar";
import { readSubject } from "../../../core/search/names";
import { invalid } from "../../../shared/apiError";
import type { LoggedModels, ModelMetric } from "../loggedModels";
import type { LoggedModelDoc } from "../store";
import { compareFields, docTest, type Field } from "./docs";
import { numberTest } from "./numbers";

export interface DatasetFilter {
  readonly name: string;
  readonly digest?: string | undefined;
}

export interface ModelOrder {
  readonly field: string;
  readonly ascending: boolean;
  readonly dataset?: string | undefined;
  readonly digest?: string | undefined;
}

export interface ModelQuery {
  readonly experiments: readonly string[];
  readonly filter?: string | undefined;
  readonly datasets: readonly DatasetFilter[];
  readonly orderBy: readonly ModelOrder[];
  readonly limit: number;
  readonly pageToken?: string | undefined;
}

interface Candidate {
  readonly doc: LoggedModelDoc;
  readonly metrics: readonly ModelMetric[];
}

export async function searchLoggedModels(models: LoggedModels, query: ModelQuery) {
  const clauses = parseFilter(loggedModelGrammar, query.filter);
  const onMetrics = clauses.filter(({ entity }) => entity === "metric");
  const passes = docTest<LoggedModelDoc>(
    clauses.filter(({ entity }) => entity !== "metric"),
    fieldOf,
  );
  const orders = readOrders(query.orderBy);
  const offset = readToken(query);
  const wanted = new Set(query.experiments);
  const docs = [...models.all()].filter(
    (doc) => doc.lifecycle === "active" && wanted.has(doc.experiment_id) && passes(doc),
  );
  const needsMetrics =
    onMetrics.length > 0 || query.datasets.length > 0 || orders.some(({ entity }) => entity === "metric");
  const rows = needsMetrics ? models.rowsByModel() : undefined;
  const candidates: Candidate[] = [];
  for (const doc of docs) {
    const metrics = rows ? await models.metricsAt(rows.get(doc.model_id) ?? []) : [];
    if (matches(metrics, onMetrics, query.datasets)) candidates.push({ doc, metrics });
  }
  candidates.sort((a, b) => compare(orders, a, b));
  const end = offset + query.limit;
  return {
    found: candidates.slice(offset, end).map(({ doc }) => doc),
    nextPageToken: end < candidates.length ? writeToken(query, end) : undefined,
  };
}

/** Any one point of a metric satisfies a clause on it; the datasets say which points count. */
function matches(
  metrics: readonly ModelMetric[],
  clauses: readonly Clause[],
  datasets: readonly DatasetFilter[],
): boolean {
  const counted =
    datasets.length === 0
      ? metrics
      : metrics.filter((metric) => datasets.some(({ name, digest }) => isOn(metric, name, digest)));
  if (datasets.length > 0 && clauses.length === 0) return counted.length > 0;
  return clauses.every(({ key, comparator, value }) => {
    const test = numberTest(comparator, value as number);
    return counted.some((metric) => metric.key === key && test(metric.value));
  });
}

function isOn(metric: ModelMetric, name: string | undefined, digest: string | undefined): boolean {
  return (
    (name === undefined || metric.dataset_name === name) && (digest === undefined || metric.dataset_digest === digest)
  );
}

interface Order extends ModelOrder {
  readonly entity: string;
  readonly key: string;
}

function readOrders(asked: readonly ModelOrder[]): Order[] {
  const orders = asked.map((order, i) => {
    const at = `order_by[${i}]`;
    const dot = order.field.indexOf(".");
    if (dot >= 0 && !/^metrics?\./.test(order.field))
      return invalid(`${at}: Invalid order by field name: ${order.field}. Only metrics are supported.`);
    const parts = dot < 0 ? [order.field] : ["metrics", order.field.slice(dot + 1).replace(/^`(.*)`$/, "$1")];
    const { entity, key } = readSubject(loggedModelGrammar, parts, at);
    return { ...order, entity, key };
  });
  const has = (key: string) => orders.some((order) => order.entity === "attribute" && order.key === key);
  const natural = (field: string, ascending: boolean): Order => ({ field, ascending, entity: "attribute", key: field });
  if (!has("creation_timestamp_ms")) orders.push(natural("creation_timestamp_ms", false));
  if (!has("model_id")) orders.push(natural("model_id", true));
  return orders;
}

function compare(orders: readonly Order[], a: Candidate, b: Candidate): number {
  for (const order of orders) {
    const found = compareFields(sortField(a, order), sortField(b, order), order.ascending);
    if (found !== 0) return found;
  }
  return 0;
}

function sortField({ doc, metrics }: Candidate, order: Order): Field {
  if (order.entity !== "metric") return attributeOf(doc, order.key);
  let latest: ModelMetric | undefined;
  for (const metric of metrics)
    if (metric.key === order.key && isOn(metric, order.dataset, order.digest) && (!latest || isLater(metric, latest)))
      latest = metric;
  return latest === undefined || Number.isNaN(latest.value) ? undefined : latest.value;
}

/** By time, then step, then the smaller run id. */
function isLater(a: ModelMetric, b: ModelMetric): boolean {
  if (a.time !== b.time) return a.time > b.time;
  return a.step === b.step ? a.run_id < b.run_id : a.step > b.step;
}

function fieldOf(doc: LoggedModelDoc, { entity, key }: Clause): Field {
  if (entity === "param") return doc.params.find((param) => param.key === key)?.value;
  if (entity === "tag") return doc.tags.find((tag) => tag.key === key)?.value;
  return attributeOf(doc, key);
}

function attributeOf(doc: LoggedModelDoc, key: string): Field {
  switch (key) {
    case "artifact_location":
      return doc.artifact_uri;
    case "name":
    case "model_id":
    case "model_type":
    case "status":
    case "source_run_id":
    case "experiment_id":
    case "status_message":
    case "creation_timestamp_ms":
    case "last_updated_timestamp_ms":
      return doc[key];
    default:
      return undefined;
  }
}

/** A token is good for the search that it came from. */
function writeToken(query: ModelQuery, offset: number): string {
  return Buffer.from(JSON.stringify({ offset, of: searchOf(query) })).toString("base64");
}

function readToken(query: ModelQuery): number {
  if (query.pageToken === undefined || query.pageToken === "") return 0;
  const text = Buffer.from(query.pageToken.slice(0, 1_000_000), "base64").toString("utf8");
  const offset = /^\{"offset":(\d{1,15}),/.exec(text)?.[1];
  if (offset === undefined) return invalid("Invalid page token: it is not one that a search answered");
  if (text !== JSON.stringify({ offset: Number(offset), of: searchOf(query) }))
    return invalid("Invalid page token: experiment ids, filter and order do not match its search");
  return Number(offset);
}

function searchOf({ experiments, filter, datasets, orderBy }: ModelQuery): string {
  return JSON.stringify([experiments, filter ?? "", datasets, orderBy]);
}
