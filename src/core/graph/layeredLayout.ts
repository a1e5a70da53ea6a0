import { setApart } from "./apart";
import { uncross } from "./crossings";
import { type Edge, linksOf, partsOf } from "./graph";
import { layersOf } from "./layers";

export interface Box {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

export interface PlacedBox extends Box {
  /** Of its left upper corner. */
  readonly x: number;
  readonly y: number;
  readonly layer: number;
}

export interface PlacedEdge extends Edge {
  /** From the right side of the one box to the left side of the other; in between, in and out of each layer it passes. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** It closes a circle, and runs from right to left. */
  readonly isBack: boolean;
}

export interface Drawing {
  readonly boxes: readonly PlacedBox[];
  readonly edges: readonly PlacedEdge[];
  readonly width: number;
  readonly height: number;
}

export interface Measures {
  readonly gapX: number;
  readonly gapY: number;
}

/** A layer whose edges are many gets more room before it, up to so much. */
const widestGap = 96;
const edgeRoom = 3;
/** Between two edges that pass a layer side by side. */
const laneGap = 10;
const rounds = 10;
const singlesInRow = 4;

/**
 * A graph from left to right in layers. The same graph always comes out the same; with `before`, the heights of boxes in
 * an earlier drawing, what was there keeps its order as long as no better one is found.
 */
export function layoutLayers(
  boxes: readonly Box[],
  edges: readonly Edge[],
  measures: Measures,
  before: ReadonlyMap<string, number> = new Map(),
): Drawing {
  const links = linksOf(
    boxes.map(({ id }) => id),
    edges,
  );
  const parts = partsOf(links).map((part) => part.map((i) => boxes[i] as Box));
  const drawings = parts.filter(({ length }) => length > 1).map((part) => layoutPart(part, edges, measures, before));
  const singles = parts.filter(({ length }) => length === 1).flat();
  if (singles.length > 0) drawings.push(layoutSingles(singles, measures));
  return stack(drawings, measures.gapY * 2);
}

function stack(drawings: readonly Drawing[], gap: number): Drawing {
  const boxes: PlacedBox[] = [];
  const edges: PlacedEdge[] = [];
  let height = 0;
  for (const drawing of drawings) {
    const top = height === 0 ? 0 : height + gap;
    boxes.push(...drawing.boxes.map((box) => ({ ...box, y: box.y + top })));
    edges.push(
      ...drawing.edges.map((edge) => ({ ...edge, points: edge.points.map(([x, y]) => [x, y + top] as const) })),
    );
    height = top + drawing.height;
  }
  return { boxes, edges, width: Math.max(0, ...drawings.map(({ width }) => width)), height };
}

/** What hangs on nothing, in rows. */
function layoutSingles(boxes: readonly Box[], { gapX, gapY }: Measures): Drawing {
  const width = Math.max(...boxes.map((box) => box.width));
  const height = Math.max(...boxes.map((box) => box.height));
  const columns = Math.min(boxes.length, Math.max(singlesInRow, Math.ceil(Math.sqrt(boxes.length))));
  const placed = boxes.map((box, i) => {
    const column = i % columns;
    return { ...box, x: column * (width + gapX), y: Math.floor(i / columns) * (height + gapY), layer: column };
  });
  const rows = Math.ceil(boxes.length / columns);
  return {
    boxes: placed,
    edges: [],
    width: columns * (width + gapX) - gapX,
    height: rows * (height + gapY) - gapY,
  };
}

/** A box, or where an edge passes a layer: then it has no height and no box. */
interface Stop {
  readonly box: Box | undefined;
  readonly layer: number;
}

function layoutPart(
  boxes: readonly Box[],
  edges: readonly Edge[],
  { gapX, gapY }: Measures,
  known: ReadonlyMap<string, number>,
): Drawing {
  const links = linksOf(
    boxes.map(({ id }) => id),
    edges,
  );
  const { layer, back } = layersOf(links);
  const lowest = Math.min(...layer);
  const stops: Stop[] = boxes.map((box, i) => ({ box, layer: (layer[i] as number) - lowest }));
  const before: number[][] = boxes.map(() => []);
  const after: number[][] = boxes.map(() => []);
  const connect = (a: number, b: number): void => {
    after[a]?.push(b);
    before[b]?.push(a);
  };
  const chains: { readonly from: number; readonly to: number; readonly stops: readonly number[]; isBack: boolean }[] =
    [];
  for (const [from, targets] of links.outOf.entries())
    for (const to of targets) {
      const isBack = back.has(`${from} ${to}`);
      const [left, right] = isBack ? [to, from] : [from, to];
      const chain = [left];
      const end = (stops[right] as Stop).layer;
      for (let at = (stops[left] as Stop).layer + 1; at < end; at++) {
        const lane = stops.push({ box: undefined, layer: at }) - 1;
        before.push([]);
        after.push([]);
        connect(chain.at(-1) as number, lane);
        chain.push(lane);
      }
      if (end > (stops[left] as Stop).layer) connect(chain.at(-1) as number, right);
      chain.push(right);
      chains.push({ from, to, stops: chain, isBack });
    }
  const layers: number[][] = [];
  for (const [i, stop] of stops.entries()) {
    layers[stop.layer] ??= [];
    layers[stop.layer]?.push(i);
  }
  for (let i = 0; i < layers.length; i++) layers[i] ??= [];
  const height = (i: number) => known.get(stops[i]?.box?.id ?? "");
  for (const each of layers) seat(each, height);
  const ordered = uncross({ layers, before, after });
  const middles = heightsOf(ordered, { stops, before, after, gapY });
  const columns = columnsOf(ordered, stops, after, gapX);
  const placed = boxes.map((box, i) => {
    const own = (stops[i] as Stop).layer;
    return { ...box, x: columns[own]?.x ?? 0, y: Math.round((middles[i] as number) - box.height / 2), layer: own };
  });
  const top = Math.min(...placed.map(({ y }) => y), ...stops.map((_, i) => Math.floor(middles[i] as number)));
  const moved = placed.map((box) => ({ ...box, y: box.y - top }));
  return {
    boxes: moved,
    edges: chains.map(({ from, to, stops: chain, isBack }) => {
      const points = pointsOf(chain, moved, (i) => {
        const column = columns[(stops[i] as Stop).layer];
        return { x: column?.x ?? 0, width: column?.width ?? 0, y: Math.round((middles[i] as number) - top) };
      });
      return { from: boxes[from]?.id ?? "", to: boxes[to]?.id ?? "", points, isBack };
    }),
    width: Math.max(...moved.map(({ x, width }) => x + width)),
    height: Math.max(
      ...moved.map((box) => box.y + box.height),
      ...stops.map((_, i) => Math.ceil((middles[i] as number) - top)),
    ),
  };
}

/** What had a height in an earlier drawing takes the seats of its like in that order; others keep theirs. */
function seat(layer: number[], height: (i: number) => number | undefined): void {
  const known = layer.filter((i) => height(i) !== undefined);
  known.sort((a, b) => (height(a) as number) - (height(b) as number));
  let next = 0;
  for (const [i, node] of layer.entries()) if (height(node) !== undefined) layer[i] = known[next++] as number;
}

interface Hung {
  readonly stops: readonly Stop[];
  readonly before: readonly (readonly number[])[];
  readonly after: readonly (readonly number[])[];
  readonly gapY: number;
}

/** Of an even number the mean of the two in the middle: a line of boxes comes out straight, as with a mean it would not. */
function medianOf(values: number[]): number {
  values.sort((a, b) => a - b);
  const half = values.length >> 1;
  return values.length % 2 === 1
    ? (values[half] as number)
    : ((values[half - 1] as number) + (values[half] as number)) / 2;
}

/** Each to the middle of what it hangs on, there and back; an edge that passes is kept straight before a box is. */
function heightsOf(layers: readonly (readonly number[])[], { stops, before, after, gapY }: Hung): Float64Array {
  const middles = new Float64Array(stops.length);
  const size = (i: number) => stops[i]?.box?.height ?? 0;
  const isLane = (i: number) => stops[i]?.box === undefined;
  const gap = (layer: readonly number[]) => (i: number) =>
    isLane(layer[i] as number) && isLane(layer[i - 1] as number) ? laneGap : gapY;
  const put = (layer: readonly number[], wish: (i: number) => { at: number; weight: number }) => {
    const found = setApart(
      layer.map((i) => ({ ...wish(i), size: size(i) })),
      gap(layer),
    );
    for (const [k, i] of layer.entries()) middles[i] = found[k] as number;
  };
  for (const layer of layers) put(layer, () => ({ at: 0, weight: 1 }));
  const pull = (links: readonly (readonly number[])[]) => (i: number) => {
    const hangs = links[i] ?? [];
    if (hangs.length === 0) return { at: middles[i] as number, weight: 0.5 };
    const isStraight = isLane(i) && hangs.some(isLane);
    return {
      at: medianOf(hangs.map((each) => middles[each] as number)),
      weight: isStraight ? 4 : 1,
    };
  };
  for (let round = 0; round < rounds; round++) {
    for (const layer of layers.slice(1)) put(layer, pull(before));
    for (const layer of layers.slice(0, -1).reverse()) put(layer, pull(after));
  }
  // what goes nowhere follows what it comes from to where that came to lie
  const settle = pull(before);
  for (const layer of layers.slice(1))
    put(layer, (i) => (after[i]?.length === 0 ? settle(i) : { at: middles[i] as number, weight: 8 }));
  return middles;
}

interface Column {
  readonly x: number;
  readonly width: number;
}

function columnsOf(
  layers: readonly (readonly number[])[],
  stops: readonly Stop[],
  after: readonly (readonly number[])[],
  gapX: number,
): Column[] {
  const columns: Column[] = [];
  let x = 0;
  for (const layer of layers) {
    const width = Math.max(0, ...layer.map((i) => stops[i]?.box?.width ?? 0));
    columns.push({ x, width });
    const edges = layer.reduce((sum, i) => sum + (after[i]?.length ?? 0), 0);
    x += width + Math.round(Math.min(Math.max(gapX, widestGap), gapX + Math.max(0, edges - 6) * edgeRoom));
  }
  return columns;
}

function pointsOf(
  chain: readonly number[],
  boxes: readonly PlacedBox[],
  lane: (i: number) => { x: number; width: number; y: number },
): (readonly [number, number])[] {
  const first = boxes[chain[0] as number] as PlacedBox;
  const last = boxes[chain.at(-1) as number] as PlacedBox;
  const middle = ({ y, height }: PlacedBox) => Math.round(y + height / 2);
  const points: (readonly [number, number])[] = [[first.x + first.width, middle(first)]];
  for (const i of chain.slice(1, -1)) {
    const { x, width, y } = lane(i);
    points.push([x, y], [x + width, y]);
  }
  points.push([last.x, middle(last)]);
  return points;
}
