import type { View } from "./state";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Place extends Size {
  readonly x: number;
  readonly y: number;
}

export const smallest = 0.1;
export const largest = 2;
/** What fits is not blown up, and is kept off the edge of the room. */
const margin = 20;
const top = 16;

export function clampScale(scale: number): number {
  return Math.min(largest, Math.max(smallest, scale));
}

/** All of it, in the middle, at its own size at most; what is lower than the room stands in its upper half. */
export function fitted(drawing: Size, room: Size): View {
  const across = (room.width - 2 * margin) / Math.max(1, drawing.width);
  const down = (room.height - 2 * top) / Math.max(1, drawing.height);
  const scale = clampScale(Math.min(1, across, down));
  return {
    scale,
    x: Math.max(margin, (room.width - drawing.width * scale) / 2),
    y: Math.max(top, (room.height - drawing.height * scale) / 2),
  };
}

/** Words shrink less than their boxes: as long as both lines find room, they stay as large as a page's smallest words. */
export function textScale(scale: number): number {
  return Math.min(1.4, Math.max(1, 0.85 / scale));
}

/** What a name can still be read at: a larger graph is not shrunk further until somebody asks for all of it. */
const readable = 0.6;

/** How a graph is first seen: all of it, or of a large one what is around the box that asks for a look. */
export function firstSeen(drawing: Size, room: Size, at: Place | undefined): View {
  const all = fitted(drawing, room);
  if (all.scale >= readable || at === undefined) return all;
  const whole = { width: drawing.width * readable, height: drawing.height * readable };
  const along = (middle: number, size: number, space: number, edge: number) =>
    size + 2 * edge <= space ? (space - size) / 2 : Math.min(edge, Math.max(space - edge - size, space / 2 - middle));
  return {
    scale: readable,
    x: along((at.x + at.width / 2) * readable, whole.width, room.width, margin),
    y: along((at.y + at.height / 2) * readable, whole.height, room.height, top),
  };
}

/** Nearer or farther, with the point under the pointer where it is. */
export function zoomed(view: View, factor: number, at: { readonly x: number; readonly y: number }): View {
  const scale = clampScale(view.scale * factor);
  const by = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * by, y: at.y - (at.y - view.y) * by };
}

/** Moved so that some of the drawing always stays in the room. */
export function held(view: View, drawing: Size, room: Size): View {
  const some = 80;
  const clamp = (at: number, size: number, space: number) => Math.min(space - some, Math.max(some - size, at));
  return {
    scale: view.scale,
    x: clamp(view.x, drawing.width * view.scale, room.width),
    y: clamp(view.y, drawing.height * view.scale, room.height),
  };
}

/** Moved as little as it takes to have the box in the room. */
export function broughtIn(view: View, box: Place, room: Size): View {
  const shift = (at: number, size: number, space: number): number => {
    if (at < margin) return margin - at;
    return at + size > space - margin ? Math.max(margin - at, space - margin - at - size) : 0;
  };
  const x = shift(view.x + box.x * view.scale, box.width * view.scale, room.width);
  const y = shift(view.y + box.y * view.scale, box.height * view.scale, room.height);
  return x === 0 && y === 0 ? view : { ...view, x: view.x + x, y: view.y + y };
}
