import { colour } from "../../kit/theme";
import { nearestDot, placeAcross, type SwarmRoom, swarmOffsets } from "../model/beeswarm";
import type { Explained, Feature } from "../model/explained";
import { type Span, spanOf } from "../model/quantiles";
import { createSlices } from "../model/slices";
import { rampColours } from "../paint/colours";
import { widened } from "../paint/plot";
import { dotRadius, paintSwarm } from "../paint/swarm";

export const swarmHeight = 42;
const half = swarmHeight / 2 - 4;

/** The dots of every feature that is shown: laid out once a width, painted a feature at a time. */
export function createSwarms(painted: () => void) {
  const slices = createSlices(requestAnimationFrame, cancelAnimationFrame);
  let explained: Explained | undefined;
  let span: Span = { from: 0, to: 0 };
  let width = 0;
  let theme = "";
  const offsets = new Map<Feature, Float32Array>();
  const images = new Map<Feature, ImageData>();

  const room = (): SwarmRoom => ({ width, span, half, radius: dotRadius(explained?.rows ?? 0) });

  const look = (feature: Feature) => ({
    room: room(),
    height: swarmHeight,
    ratio: devicePixelRatio,
    colours: rampColours(feature),
  });

  function* pieces(features: readonly Feature[], order: Uint32Array): Iterable<() => void> {
    for (const feature of features) {
      if (images.has(feature)) continue;
      if (!offsets.has(feature)) yield () => offsets.set(feature, swarmOffsets(feature.values, order, room()));
      let painting: ReturnType<typeof paintSwarm> | undefined;
      let isDone = false;
      while (!isDone)
        yield () => {
          painting ??= paintSwarm(feature.values, offsets.get(feature) as Float32Array, order, look(feature));
          const { done, value } = painting.next();
          if (!done) return;
          isDone = true;
          images.set(feature, value);
          painted();
        };
    }
  }

  return {
    room,
    /** Lays out and paints what is new: other data, another width, another theme, more features. */
    follow(now: Explained, order: Uint32Array, features: readonly Feature[], space: number): void {
      if (now !== explained) {
        const spans = now.features.map(({ values }) => spanOf(values));
        span = widened({
          from: Math.min(0, ...spans.map(({ from }) => from)),
          to: Math.max(0, ...spans.map(({ to }) => to)),
        });
      }
      if (now !== explained || space !== width) offsets.clear();
      const seen = `${devicePixelRatio} ${colour("var(--tm-d1)")} ${colour("var(--tm-dm)")}`;
      const isNew = now !== explained || space !== width || seen !== theme;
      if (isNew) images.clear();
      [explained, width, theme] = [now, space, seen];
      if (width > 0 && features.some((feature) => !images.has(feature))) slices.start(pieces(features, order));
    },
    imageOf: (feature: Feature): ImageData | undefined => images.get(feature),
    /** Where a row's dot lies; undefined until it is laid out. */
    placeOf(feature: Feature, row: number): { x: number; y: number } | undefined {
      const y = offsets.get(feature)?.[row];
      return y === undefined
        ? undefined
        : { x: placeAcross(feature.values[row] as number, room()), y: swarmHeight / 2 + y };
    },
    rowAt(feature: Feature, x: number, y: number): number | undefined {
      const laid = offsets.get(feature);
      return laid && nearestDot(feature.values, laid, room(), { x, y: y - swarmHeight / 2 });
    },
  };
}

export type Swarms = ReturnType<typeof createSwarms>;
