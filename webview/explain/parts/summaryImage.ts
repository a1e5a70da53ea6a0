import { linearTicks } from "../../charts/ticks";
import { colour } from "../../kit/theme";
import { t } from "../../kit/words";
import { placeAcross } from "../model/beeswarm";
import { line, paintRing, useFont } from "../paint/plot";
import { layPixels } from "../paint/surface";
import { type State, shownFeatures } from "../state";
import { evenFigures } from "../words";
import { type Swarms, swarmHeight } from "./swarms";

const names = 150;
const bars = 100;
const figures = 44;
const head = 44;
const side = 12;
const foot = 28;

export function summaryImageSize(state: State, swarms: Swarms): { width: number; height: number } {
  const { width } = swarms.room();
  return {
    width: side + names + bars + figures + width + side,
    height: head + shownFeatures(state).length * swarmHeight + foot,
  };
}

/** The summary as one picture, with what is already painted of it. */
export function paintSummary(context: CanvasRenderingContext2D, state: State, swarms: Swarms): void {
  const { width, height } = summaryImageSize(state, swarms);
  const room = swarms.room();
  const left = width - side - room.width;
  const largest = state.explained.features[0]?.meanAbs ?? 0;
  const say = evenFigures(largest);
  context.fillStyle = colour("var(--tm-page)");
  context.fillRect(0, 0, width, height);
  useFont(context, 600);
  context.textBaseline = "middle";
  context.fillStyle = colour("var(--tm-title)");
  context.fillText(
    `${t("What moves the prediction")}: ${state.explained.page.title ?? state.explained.page.model}`,
    side,
    16,
  );
  const features = shownFeatures(state);
  for (const { value, label } of linearTicks(room.span, Math.max(2, Math.round(room.width / 70)))) {
    const x = Math.round(left + placeAcross(value, room)) + 0.5;
    context.strokeStyle = colour(value === 0 ? "var(--tm-faint)" : "var(--tm-line)");
    line(context, x, head - 8, x, height - foot);
    useFont(context);
    context.textAlign = "center";
    context.fillStyle = colour("var(--tm-muted)");
    context.fillText(value > 0 ? `+${label}` : label, x, height - foot + 12);
  }
  for (const [i, feature] of features.entries()) {
    const top = head + i * swarmHeight;
    const middle = top + swarmHeight / 2;
    useFont(context);
    context.textAlign = "left";
    context.fillStyle = colour("var(--tm-text)");
    context.fillText(feature.name, side, middle, names - 8);
    context.fillText(say(feature.meanAbs), side + names + bars + 4, middle);
    context.fillStyle = colour("var(--tm-faint)");
    context.fillRect(side + names, middle - 4, largest > 0 ? ((bars - 8) * feature.meanAbs) / largest : 0, 8);
    const image = swarms.imageOf(feature);
    if (image) layPixels(context, image, { x: left, y: top, width: room.width, height: swarmHeight });
    const place = state.own.row === undefined ? undefined : swarms.placeOf(feature, state.own.row);
    if (place) paintRing(context, left + place.x, top + place.y);
  }
}
