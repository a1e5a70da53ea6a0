import type { SpanSummary } from "../../src/shared/traces";

export interface SpanRow {
  readonly span: SpanSummary;
  readonly depth: number;
  /** Spans below it, at any depth. */
  readonly below: number;
}

/** Spans in the order of a waterfall: each before what it called, siblings by their start; what is closed hides what is in it. */
export function waterfallRows(spans: readonly SpanSummary[], closed: ReadonlySet<string> = new Set()): SpanRow[] {
  const ids = new Set(spans.map(({ id }) => id));
  const children = new Map<string | undefined, SpanSummary[]>();
  for (const span of spans) {
    // whose parent is not here, or is itself, stands at the top
    const parent =
      span.parent !== undefined && span.parent !== span.id && ids.has(span.parent) ? span.parent : undefined;
    const list = children.get(parent);
    if (list) list.push(span);
    else children.set(parent, [span]);
  }
  for (const list of children.values()) list.sort((a, b) => a.start - b.start);
  const rows: { span: SpanSummary; depth: number; below: number }[] = [];
  const met = new Set<string>();
  // behind them those that only each other has called, of which none stands at the top
  const tops = [...(children.get(undefined) ?? []), ...spans];
  const stack = tops.map((span) => ({ span, depth: 0, hidden: false })).reverse();
  const path: { depth: number; row: { below: number } }[] = [];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { span, depth, hidden } = next;
    if (met.has(span.id)) continue;
    met.add(span.id);
    while (path.length > 0 && (path.at(-1)?.depth ?? 0) >= depth) path.pop();
    for (const each of path) each.row.below++;
    const row = { span, depth, below: 0 };
    if (!hidden) rows.push(row);
    path.push({ depth, row });
    const hides = hidden || closed.has(span.id);
    const called = children.get(span.id) ?? [];
    for (let i = called.length - 1; i >= 0; i--)
      stack.push({ span: called[i] as SpanSummary, depth: depth + 1, hidden: hides });
  }
  return rows;
}

/** How long the whole took, in microseconds, by its spans. */
export function reachOf(spans: readonly SpanSummary[]): number {
  return spans.reduce((most, { start, duration = 0 }) => Math.max(most, start + duration), 0);
}

const places: Readonly<Record<string, string>> = {
  CHAIN: "1",
  AGENT: "1",
  WORKFLOW: "1",
  TASK: "1",
  LLM: "2",
  CHAT_MODEL: "2",
  RETRIEVER: "3",
  MEMORY: "3",
  RERANKER: "4",
  PARSER: "5",
  TOOL: "6",
  EVALUATOR: "6",
  EMBEDDING: "9",
  GUARDRAIL: "8",
};

/** The colour of a span: its type's, else that of the part of its name before the dot; what only joins others is grey. */
export function placeOfSpan({ type, name, parent }: SpanSummary): string {
  const known = places[type.toUpperCase()];
  if (known) return known;
  if (parent === undefined) return "1";
  const family = /^([a-z]+)[._:/]/i.exec(name)?.[1]?.toLowerCase();
  if (family === undefined) return "10";
  let sum = 0;
  for (const letter of family) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997;
  return String((sum % 8) + 2);
}
