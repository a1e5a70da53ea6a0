import type { Lineage, LineageKind, LineageNode } from "../../shared/lineage";

/** Of one kind; a run that read a thousand files says how many more there are. */
const mostOfKind = 24;

/** A graph while it is put together: every thing once, every line once. */
export function createGraph() {
  const nodes = new Map<string, LineageNode>();
  const edges = new Set<string>();
  const counts = new Map<LineageKind, number>();
  const left = new Map<LineageKind, number>();
  return {
    /** Returns its id; nothing when there are too many of its kind. */
    add(node: LineageNode): string | undefined {
      if (nodes.has(node.id)) return node.id;
      const count = counts.get(node.kind) ?? 0;
      if (count >= mostOfKind && !node.focus) {
        left.set(node.kind, (left.get(node.kind) ?? 0) + 1);
        return undefined;
      }
      counts.set(node.kind, count + 1);
      nodes.set(node.id, node);
      return node.id;
    },
    leaveOut: (kind: LineageKind, count: number) => count > 0 && left.set(kind, (left.get(kind) ?? 0) + count),
    join(from: string | undefined, to: string | undefined): void {
      if (from !== undefined && to !== undefined && from !== to) edges.add(JSON.stringify([from, to]));
    },
    finish: (): Lineage => ({
      nodes: [...nodes.values()],
      edges: [...edges].map((edge) => {
        const [from, to] = JSON.parse(edge) as [string, string];
        return { from, to };
      }),
      more: [...left].map(([kind, count]) => ({ kind, count })),
    }),
  };
}

export type Graph = ReturnType<typeof createGraph>;
