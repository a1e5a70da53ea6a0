import type { Links } from "./graph";

export interface Layers {
  /** Of each node: all it comes from lies in lower ones. */
  readonly layer: readonly number[];
  /** Edges that close a circle, as `from to`; they count for no layer. */
  readonly back: ReadonlySet<string>;
}

/** The longest way from a beginning; what nothing goes into stands right before what needs it first. */
export function layersOf({ into, outOf }: Links): Layers {
  const { order, back } = orderOf(outOf);
  const isBack = (from: number, to: number) => back.size > 0 && back.has(`${from} ${to}`);
  const layer = new Array<number>(into.length).fill(0);
  for (const node of order)
    for (const next of outOf[node] ?? [])
      if (!isBack(node, next)) layer[next] = Math.max(layer[next] as number, (layer[node] as number) + 1);
  for (const [node, before] of into.entries()) {
    const goesTo = (outOf[node] ?? []).filter((next) => !isBack(node, next));
    if (before.length > 0 || goesTo.length === 0) continue;
    layer[node] = Math.min(...goesTo.map((next) => layer[next] as number)) - 1;
  }
  return { layer, back };
}

/** Each node before what it goes into. Without recursion: a chain may be long. */
function orderOf(outOf: Links["outOf"]): { order: number[]; back: Set<string> } {
  const fresh = 0;
  const open = 1;
  const done = 2;
  const state = new Uint8Array(outOf.length);
  const order: number[] = [];
  const back = new Set<string>();
  const next = new Int32Array(outOf.length);
  for (let start = 0; start < outOf.length; start++) {
    if (state[start] !== fresh) continue;
    const path = [start];
    state[start] = open;
    while (path.length > 0) {
      const node = path.at(-1) as number;
      const target = outOf[node]?.[next[node] as number];
      if (target === undefined) {
        state[node] = done;
        order.push(node);
        path.pop();
        continue;
      }
      next[node] = (next[node] as number) + 1;
      if (state[target] === open) back.add(`${node} ${target}`);
      else if (state[target] === fresh) {
        state[target] = open;
        path.push(target);
      }
    }
  }
  return { order: order.reverse(), back };
}
