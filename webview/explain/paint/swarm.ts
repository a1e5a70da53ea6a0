import type { SwarmRoom } from "../model/beeswarm";
import { placeAcross } from "../model/beeswarm";
import type { DotColours } from "./colours";
import { createField, createStamp, stampDot } from "./dots";

/** One feature's swarm as pixels; the dots in an order that looks like chance, so that none of the colours lies on top. */
export function paintSwarm(
  values: Float32Array,
  offsets: Float32Array,
  order: Uint32Array,
  { room, height, ratio, colours }: { room: SwarmRoom; height: number; ratio: number; colours: DotColours },
): ImageData {
  const field = createField(room.width * ratio, height * ratio);
  const stamp = createStamp(room.radius * ratio);
  const middle = height / 2;
  for (const row of order) {
    const value = values[row] as number;
    if (!Number.isFinite(value)) continue;
    const x = placeAcross(value, room) * ratio;
    stampDot(field, stamp, x, (middle + (offsets[row] as number)) * ratio, colours.ink(row));
  }
  return field.image;
}

/** The more dots, the smaller they are. */
export function dotRadius(rows: number): number {
  return rows <= 2000 ? 1.9 : rows <= 20_000 ? 1.5 : 1.1;
}
