import { printFloat } from "../../core/json/exact";
import { plain, type SpanDoc, spanAttribute } from "./spanDoc";

/** Tokens and cost of a trace out of those of its spans. */

/** What of a span counts: its place in the tree and its figures. */
export interface UsageNode {
  readonly id: string;
  readonly parent: string | undefined;
  readonly tokens: Figures | undefined;
  readonly cost: Figures | undefined;
}

export type Figures = Readonly<Record<string, number>>;

const tokenKeys = ["input_tokens", "output_tokens", "total_tokens"];
const cacheKeys = ["cache_read_input_tokens", "cache_creation_input_tokens", "cache_creation_input_tokens_above_1hr"];
const costKeys = ["input_cost", "output_cost", "total_cost"];

export function usageNode({ id, parent, attributes }: SpanDoc): UsageNode {
  return {
    id,
    parent,
    tokens: figures(attributes[spanAttribute.usage]),
    cost: figures(attributes[spanAttribute.cost]),
  };
}

function figures(json: string | undefined): Figures | undefined {
  const value = plain(json);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, number] => Number.isFinite(entry[1])),
  );
}

/** Sums the topmost spans that have figures: what a parent reports already holds what is below it. */
export function aggregate(nodes: ReadonlyMap<string, UsageNode>, pick: "tokens" | "cost"): Figures | undefined {
  const covered = new Map<string, boolean>();
  const top: Figures[] = [];
  for (const node of nodes.values()) {
    const found = node[pick];
    if (found !== undefined && !isCovered(node, { nodes, covered, pick })) top.push(found);
  }
  if (top.length === 0) return undefined;
  const keys =
    pick === "cost"
      ? costKeys
      : [...tokenKeys, ...cacheKeys.filter((key) => top.some((each) => Object.hasOwn(each, key)))];
  return Object.fromEntries(keys.map((key) => [key, top.reduce((sum, each) => sum + (each[key] ?? 0), 0)]));
}

interface Tree {
  readonly nodes: ReadonlyMap<string, UsageNode>;
  /** Answers so far. */
  readonly covered: Map<string, boolean>;
  readonly pick: "tokens" | "cost";
}

/** Whether a span above it has figures. What is learned of a chain of parents is kept, so that none is walked twice. */
function isCovered(node: UsageNode, { nodes, covered, pick }: Tree): boolean {
  const chain: UsageNode[] = [];
  let at: UsageNode | undefined = node;
  let answer: boolean | undefined;
  while (at && answer === undefined) {
    chain.push(at);
    covered.set(at.id, false); // a circle of parents ends here
    at = at.parent === undefined ? undefined : nodes.get(at.parent);
    if (at) answer = at[pick] !== undefined ? true : covered.get(at.id);
  }
  for (const each of chain.reverse()) {
    covered.set(each.id, answer ?? false);
    if (each[pick] !== undefined) answer = true;
  }
  return covered.get(node.id) ?? false;
}

/** As MLflow prints it into the trace's metadata; undefined when nothing in it counts. */
export function printTokens(value: unknown): string | undefined {
  return print(value, [...tokenKeys, ...cacheKeys], (count) =>
    Number.isInteger(count) ? BigInt(count).toString() : undefined,
  );
}

export function printCost(value: unknown): string | undefined {
  return print(value, costKeys, printFloat);
}

function print(
  value: unknown,
  keys: readonly string[],
  show: (figure: number) => string | undefined,
): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const found = keys.flatMap((key) => {
    const raw: unknown = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
    const figure = typeof raw === "string" && raw.trim() !== "" ? Number(raw) : raw;
    const shown = typeof figure === "number" && Number.isFinite(figure) ? show(figure) : undefined;
    return shown === undefined ? [] : [`"${key}": ${shown}`];
  });
  return found.length === 0 ? undefined : `{${found.join(", ")}}`;
}
