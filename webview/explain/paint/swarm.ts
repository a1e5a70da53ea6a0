import { placeAcross, type SwarmRoom } from "../model/beeswarm";
import type { DotColours } from "./colours";
import { createDotter, createField } from "./dots";

interface Look {
  readonly room: SwarmRoom;
  readonly height: number;
  readonly ratio: number;
  readonly colours: DotColours;
}

/** So many dots at a time. */
const piece = 20_000;

/**
 * One feature's swarm as pixels, a piece at a time; the dots in an order that looks like chance, so that none of the colours
 * lies on top.
 */
export function* paintSwarm(
  values: Float32Array,
  offsets: Float32Array,
  order: Uint32Array,
  { room, height, ratio, colours }: Look,
): Generator<undefined, ImageData> {
  const field = createField(room.width * ratio, height * ratio);
  const dot = createDotter(field, room.radius * ratio, isSoft(order.length));
  const middle = height / 2;
  for (let i = 0; i < order.length; i++) {
    const row = order[i] as number;
    const value = values[row] as number;
    if (Number.isFinite(value))
      dot(placeAcross(value, room) * ratio, (middle + (offsets[row] as number)) * ratio, colours.ink(row));
    if (i % piece === piece - 1) yield;
  }
  return field.image;
}

/** The more dots, the smaller they are. */
export function dotRadius(rows: number): number {
  return rows <= 2000 ? 1.9 : rows <= 20_000 ? 1.5 : 1.1;
}

export function isSoft(rows: number): boolean {
  return rows <= 20_000;
}
