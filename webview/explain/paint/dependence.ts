import type { Tick } from "../../charts/ticks";
import type { Feature } from "../model/explained";
import { spanOf } from "../model/quantiles";
import type { DotColours } from "./colours";
import { createDotter, createField } from "./dots";
import { type Plot, paintRing, paintXAxis, paintYAxis, widened, xOf, xTicks, yOf } from "./plot";
import { layPixels, sharpnessOf } from "./surface";
import { dotRadius, isSoft } from "./swarm";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Dependence {
  readonly feature: Feature;
  readonly colours: DotColours;
  readonly order: Uint32Array;
  readonly chosen: number | undefined;
}

const edges = { left: 44, right: 8, top: 6, bottom: 24 };

export function dependencePlot({ values, given, words }: Feature, { width, height }: Size): Plot {
  return {
    left: edges.left,
    top: edges.top,
    width: Math.max(10, width - edges.left - edges.right),
    height: Math.max(10, height - edges.top - edges.bottom),
    x: words ? { from: -0.5, to: words.length - 0.5 } : widened(spanOf(given), 0.015),
    y: widened(spanOf(values)),
  };
}

/** Where a row's dot lies; words have a stripe each, in which rows are spread. */
export function dotPlace({ given, values, words }: Feature, plot: Plot, row: number): { x: number; y: number } {
  const value = given[row] as number;
  const spread = words ? (((row * 2654435761) >>> 0) / 2 ** 32 - 0.5) * 0.6 : 0;
  return { x: xOf(plot, value + spread), y: yOf(plot, values[row] as number) };
}

export function paintDependence(context: CanvasRenderingContext2D, size: Size, of: Dependence): void {
  const { feature, colours, order, chosen } = of;
  const plot = dependencePlot(feature, size);
  paintYAxis(context, plot, ({ value, label }) => (value > 0 ? `+${label}` : label));
  paintXAxis(context, plot, feature.words ? wordTicks(feature.words, plot) : xTicks(plot));
  const ratio = sharpnessOf(context);
  const field = createField(size.width * ratio, size.height * ratio);
  const dot = createDotter(field, dotRadius(order.length) * ratio, isSoft(order.length));
  for (const row of order) {
    const { x, y } = dotPlace(feature, plot, row);
    if (Number.isFinite(x) && Number.isFinite(y)) dot(x * ratio, y * ratio, colours.ink(row));
  }
  layPixels(context, field.image, { x: 0, y: 0, ...size });
  if (chosen === undefined) return;
  const { x, y } = dotPlace(feature, plot, chosen);
  if (Number.isFinite(x)) paintRing(context, x, y);
}

/** As many words as have room. */
function wordTicks(words: readonly string[], { width }: Plot): Tick[] {
  const room = width / words.length;
  const every = Math.max(1, Math.ceil(44 / room));
  const letters = Math.max(3, Math.floor((room * every) / 6.5));
  return words.flatMap((word, value) =>
    value % every === 0 ? [{ value, label: word.length > letters ? `${word.slice(0, letters - 1)}…` : word }] : [],
  );
}

/** The row whose dot is nearest to a point of the canvas. */
export function rowAt(feature: Feature, size: Size, x: number, y: number): number | undefined {
  const plot = dependencePlot(feature, size);
  let best = 64;
  let found: number | undefined;
  for (let row = 0; row < feature.values.length; row++) {
    const dot = dotPlace(feature, plot, row);
    const distance = (dot.x - x) ** 2 + (dot.y - y) ** 2;
    if (distance < best) {
      best = distance;
      found = row;
    }
  }
  return found;
}
