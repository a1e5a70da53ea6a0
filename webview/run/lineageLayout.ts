import type { LineageEdge, LineageNode } from "../../src/shared/lineage";

export interface Placed {
  readonly node: LineageNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface Drawing {
  readonly nodes: readonly Placed[];
  readonly edges: readonly { readonly from: Placed; readonly to: Placed }[];
  readonly width: number;
  readonly height: number;
}

export interface Measures {
  readonly nodeWidth: number;
  readonly nodeHeight: number;
  readonly gapX: number;
  readonly gapY: number;
}

/**
 * A graph from left to right: each node a column right of all it came from, but no further left than it must be, so
 * that lines stay short; within a column in the order that crosses least.
 */
export function layoutLineage(
  nodes: readonly LineageNode[],
  edges: readonly LineageEdge[],
  measures: Measures,
): Drawing {
  const columnOf = columnsOf(nodes, edges);
  const columns: LineageNode[][] = [];
  for (const node of nodes) {
    const column = columnOf.get(node.id) ?? 0;
    const own = columns[column];
    if (own) own.push(node);
    else columns[column] = [node];
  }
  const filled = columns.filter((column) => column !== undefined && column.length > 0);
  orderColumns(filled, edges);
  const { nodeWidth, nodeHeight, gapX, gapY } = measures;
  const tallest = Math.max(1, ...filled.map(({ length }) => length));
  const height = tallest * nodeHeight + (tallest - 1) * gapY;
  const placed = new Map<string, Placed>();
  for (const [i, column] of filled.entries()) {
    const own = column.length * nodeHeight + (column.length - 1) * gapY;
    for (const [j, node] of column.entries())
      placed.set(node.id, {
        node,
        x: i * (nodeWidth + gapX),
        y: (height - own) / 2 + j * (nodeHeight + gapY),
        width: nodeWidth,
      });
  }
  return {
    nodes: [...placed.values()],
    edges: edges.flatMap(({ from, to }) => {
      const [a, b] = [placed.get(from), placed.get(to)];
      return a && b ? [{ from: a, to: b }] : [];
    }),
    width: filled.length * nodeWidth + Math.max(0, filled.length - 1) * gapX,
    height,
  };
}

/** The longest way from a beginning; then what has room to its right moves up to what it goes into. */
function columnsOf(nodes: readonly LineageNode[], edges: readonly LineageEdge[]): Map<string, number> {
  const column = new Map(nodes.map(({ id }) => [id, 0]));
  // as many rounds as there are nodes is the longest way; a circle, which should not be, ends there too
  for (let round = 0; round < nodes.length; round++) {
    let moved = false;
    for (const { from, to } of edges) {
      const least = (column.get(from) ?? 0) + 1;
      if (from !== to && (column.get(to) ?? 0) < least && least < nodes.length) {
        column.set(to, least);
        moved = true;
      }
    }
    if (!moved) break;
  }
  const starts = new Set(nodes.map(({ id }) => id));
  for (const { to } of edges) starts.delete(to);
  for (const id of starts) {
    const next = edges.filter(({ from }) => from === id).map(({ to }) => column.get(to) ?? 0);
    if (next.length > 0) column.set(id, Math.max(0, Math.min(...next) - 1));
  }
  return column;
}

/** Each to the middle of those it hangs on, a few times there and back. */
function orderColumns(columns: LineageNode[][], edges: readonly LineageEdge[]): void {
  const place = new Map<string, number>();
  const remember = (column: readonly LineageNode[]) => {
    for (const [i, { id }] of column.entries()) place.set(id, i - (column.length - 1) / 2);
  };
  for (const column of columns) remember(column);
  const sweep = (column: LineageNode[], side: "from" | "to") => {
    const other = side === "from" ? "to" : "from";
    const middle = new Map(
      column.map(({ id }) => {
        const hangs = edges.filter((edge) => edge[other] === id).map((edge) => place.get(edge[side]) ?? 0);
        const own = place.get(id) ?? 0;
        return [id, hangs.length === 0 ? own : hangs.reduce((sum, each) => sum + each, 0) / hangs.length] as const;
      }),
    );
    column.sort((a, b) => (middle.get(a.id) ?? 0) - (middle.get(b.id) ?? 0));
    remember(column);
  };
  for (let round = 0; round < 4; round++) {
    for (const column of columns.slice(1)) sweep(column, "from");
    for (const column of columns.slice(0, -1).reverse()) sweep(column, "to");
  }
}
