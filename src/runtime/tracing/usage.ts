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
export function aggregate(nodes: readonly UsageNode[], pick: "tokens" | "cost"): Figures | undefined {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const covered = new Map<string, boolean>();
  const top = nodes.filter((node) => node[pick] !== undefined && !isCovered(node, byId, covered, pick));
  if (top.length === 0) return undefined;
  const keys =
    pick === "cost"
      ? costKeys
      : [...tokenKeys, ...cacheKeys.filter((key) => top.some((node) => key in (node[pick] ?? {})))];
  return Object.fromEntries(keys.map((key) => [key, top.reduce((sum, node) => sum + (node[pick]?.[key] ?? 0), 0)]));
}

/** Whether a span above it has figures. Walks up once a chain, not once a span; a circle of parents ends the walk. */
function isCovered(
  node: UsageNode,
  byId: ReadonlyMap<string, UsageNode>,
  known: Map<string, boolean>,
  pick: "tokens" | "cost",
): boolean {
  const chain: string[] = [];
  const seen = new Set<string>();
  let answer = false;
  let at: UsageNode | undefined = node;
  while (at && !seen.has(at.id)) {
    const cached = known.get(at.id);
    if (cached !== undefined) {
      answer = cached;
      break;
    }
    seen.add(at.id);
    chain.push(at.id);
    at = at.parent === undefined ? undefined : byId.get(at.parent);
  }
  for (const id of chain.reverse()) {
    const parent = byId.get(byId.get(id)?.parent ?? "");
    if (parent && parent.id !== id && parent[pick] !== undefined) answer = true;
    known.set(id, answer);
  }
  return answer;
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
