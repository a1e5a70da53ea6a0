import type { Span } from "./quantiles";

export interface SwarmRoom {
  /** Pixels of the plot, and the values at its ends. */
  readonly width: number;
  readonly span: Span;
  /** Pixels up and down that dots may move. */
  readonly half: number;
  readonly radius: number;
}

/** How many pixels share a pile. */
const binWidth = 2;

/**
 * How far above or below the middle each dot lies: dots at about the same place are piled evenly to both sides, so that
 * the swarm is as thick as values are dense. Piles of one swarm keep their proportion; a thin swarm is not stretched.
 */
export function swarmOffsets(values: Float32Array, order: Uint32Array, room: SwarmRoom): Float32Array {
  const { width, half, radius } = room;
  const bins = Math.max(1, Math.ceil(width / binWidth) + 1);
  const layers = new Uint32Array(bins);
  const offsets = new Float32Array(values.length);
  const toBin = binOf(room, bins);
  let most = 0;
  for (const row of order) {
    const bin = toBin(values[row] as number);
    if (bin < 0) continue;
    const layer = (layers[bin] as number)++;
    if (layer > most) most = layer;
    offsets[row] = layer % 2 === 1 ? (layer + 1) / 2 : -layer / 2;
  }
  const reach = Math.max(1, Math.ceil(most / 2));
  const step = Math.min(2 * radius * 0.9, half / reach);
  for (let row = 0; row < offsets.length; row++) offsets[row] = (offsets[row] as number) * step;
  return offsets;
}

function binOf({ width, span: { from, to } }: SwarmRoom, bins: number): (value: number) => number {
  const scale = to > from ? width / (to - from) / binWidth : 0;
  return (value) => (Number.isFinite(value) ? Math.min(bins - 1, Math.max(0, Math.round((value - from) * scale))) : -1);
}

/** The dot's place across the plot. */
export function placeAcross(value: number, { width, span: { from, to } }: SwarmRoom): number {
  return to > from ? ((value - from) / (to - from)) * width : width / 2;
}

/** The row whose dot is nearest to a point, if one is near enough. */
export function nearestDot(
  values: Float32Array,
  offsets: Float32Array,
  room: SwarmRoom,
  point: { readonly x: number; readonly y: number },
): number | undefined {
  let best = (room.radius + 3) ** 2;
  let found: number | undefined;
  for (let row = 0; row < values.length; row++) {
    const across = placeAcross(values[row] as number, room) - point.x;
    if (across > 8 || across < -8) continue;
    const down = (offsets[row] as number) - point.y;
    const distance = across * across + down * down;
    if (distance > best) continue;
    best = distance;
    found = row;
  }
  return found;
}
