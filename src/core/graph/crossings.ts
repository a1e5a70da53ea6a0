/** A node of a layer, or a place where a long edge passes through it. `links` are places in the layer before and after. */
export interface Rows {
  /** Of each layer the nodes in their order, by number. */
  readonly layers: readonly (readonly number[])[];
  readonly before: readonly (readonly number[])[];
  readonly after: readonly (readonly number[])[];
}

const mostRounds = 24;
/** So many rounds without a better one are enough. */
const patience = 4;

/** Orders each layer so that few edges cross. What is given comes back as it was unless another order is better. */
export function uncross(rows: Rows): number[][] {
  const place = new Float64Array(rows.before.length);
  const layers = rows.layers.map((layer) => [...layer]);
  const remember = (layer: readonly number[]) => {
    for (const [i, node] of layer.entries()) place[node] = i;
  };
  for (const layer of layers) remember(layer);
  let best = layers.map((layer) => [...layer]);
  let fewest = crossingsOf(layers, rows.after, place);
  let idle = 0;
  for (let round = 0; round < mostRounds && fewest > 0 && idle < patience; round++) {
    const isDown = round % 2 === 0;
    const sweep = isDown ? layers.slice(1) : layers.slice(0, -1).reverse();
    for (const layer of sweep) {
      sortByMiddle(layer, isDown ? rows.before : rows.after, place);
      remember(layer);
    }
    const crossings = crossingsOf(layers, rows.after, place);
    if (crossings < fewest) {
      fewest = crossings;
      best = layers.map((layer) => [...layer]);
      idle = 0;
    } else idle++;
  }
  return best;
}

/** What hangs on nothing stays where it is; the rest is sorted around it. */
function sortByMiddle(layer: number[], links: Rows["before"], place: Float64Array): void {
  const middle = new Map<number, number>();
  for (const node of layer) {
    const hangs = links[node] ?? [];
    if (hangs.length === 0) continue;
    middle.set(node, hangs.reduce((sum, each) => sum + (place[each] as number), 0) / hangs.length);
  }
  const moving = layer.filter((node) => middle.has(node));
  moving.sort(
    (a, b) => (middle.get(a) as number) - (middle.get(b) as number) || (place[a] as number) - (place[b] as number),
  );
  let next = 0;
  for (const [i, node] of layer.entries()) if (middle.has(node)) layer[i] = moving[next++] as number;
}

/** Counted as inversions with a tree of sums, a layer after the other. */
export function crossingsOf(
  layers: readonly (readonly number[])[],
  after: Rows["after"],
  place: { readonly [node: number]: number },
): number {
  let crossings = 0;
  for (const [i, layer] of layers.entries()) {
    const width = layers[i + 1]?.length ?? 0;
    const sums = new Int32Array(width + 1);
    let seen = 0;
    for (const node of layer) {
      const ends = (after[node] ?? []).map((each) => place[each] as number).sort((a, b) => a - b);
      for (const end of ends) {
        let notRight = 0;
        for (let at = end + 1; at > 0; at -= at & -at) notRight += sums[at] as number;
        crossings += seen - notRight;
      }
      for (const end of ends) {
        seen++;
        for (let at = end + 1; at <= width; at += at & -at) sums[at] = (sums[at] as number) + 1;
      }
    }
  }
  return crossings;
}
