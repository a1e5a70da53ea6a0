export interface Edge {
  readonly from: string;
  readonly to: string;
}

/** Who goes into whom, by places in the list of nodes; without loops, doubles and edges to what is not there. */
export interface Links {
  readonly into: readonly (readonly number[])[];
  readonly outOf: readonly (readonly number[])[];
}

export function linksOf(ids: readonly string[], edges: readonly Edge[]): Links {
  const places = new Map(ids.map((id, i) => [id, i]));
  const into: number[][] = ids.map(() => []);
  const outOf: number[][] = ids.map(() => []);
  const seen = new Set<number>();
  for (const { from, to } of edges) {
    const [a, b] = [places.get(from), places.get(to)];
    if (a === undefined || b === undefined || a === b || seen.has(a * ids.length + b)) continue;
    seen.add(a * ids.length + b);
    outOf[a]?.push(b);
    into[b]?.push(a);
  }
  return { into, outOf };
}

/** Parts that hang together, each with its nodes in their order. */
export function partsOf({ into, outOf }: Links): number[][] {
  const part = new Int32Array(into.length).fill(-1);
  const parts: number[][] = [];
  for (let start = 0; start < into.length; start++) {
    if (part[start] !== -1) continue;
    const open = [start];
    part[start] = parts.length;
    const found: number[] = [];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      found.push(node);
      for (const next of [...(into[node] ?? []), ...(outOf[node] ?? [])]) {
        if (part[next] !== -1) continue;
        part[next] = parts.length;
        open.push(next);
      }
    }
    parts.push(found.sort((a, b) => a - b));
  }
  return parts;
}
