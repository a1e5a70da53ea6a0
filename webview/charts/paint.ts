import { seriesDash } from "../kit/palette";
import { colour, seriesColour } from "../kit/theme";
import type { Ends } from "./scales";
import type { Scene, Stroke } from "./scene";

/** What a scene is painted with, resolved for the theme that is on. */
export interface Paints {
  readonly page: string;
  readonly label: string;
  readonly grid: string;
  readonly axis: string;
  readonly cursor: string;
  readonly font: string;
  run(place: number): string;
  dash(place: number): readonly number[];
}

export function currentPaints(): Paints {
  return {
    page: colour("var(--vscode-editor-background)"),
    label: colour("var(--tm-muted)"),
    grid: colour("var(--tm-line)"),
    axis: colour("var(--tm-track)"),
    cursor: colour("var(--tm-faint)"),
    font: getComputedStyle(document.body).fontFamily,
    run: seriesColour,
    dash: seriesDash,
  };
}

/** The context of a canvas of so many pixels, empty and as sharp as the screen. */
export function sized(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const sharpness = devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * sharpness), Math.round(height * sharpness)];
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
  }
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  context.reset();
  context.scale(sharpness, sharpness);
  return context;
}

const threshold: readonly number[] = [4, 3];

/** Paints a scene in its own pixels; the caller has scaled the canvas. */
export function paintScene(canvas: CanvasRenderingContext2D, scene: Scene, paints: Paints): void {
  const { plot } = scene;
  paintAxes(canvas, scene, paints);
  canvas.save();
  canvas.beginPath();
  canvas.rect(plot.left - 1, plot.top - 3, plot.right - plot.left + 4, plot.bottom - plot.top + 3);
  canvas.clip();
  canvas.lineJoin = "round";
  canvas.lineCap = "round";
  for (const stroke of scene.strokes) paintStroke(canvas, stroke, paints);
  canvas.restore();
  if (scene.threshold !== undefined) {
    canvas.strokeStyle = paints.label;
    canvas.setLineDash([...threshold]);
    line(canvas, plot.left, crisp(scene.threshold), plot.right, crisp(scene.threshold));
    canvas.setLineDash([]);
  }
  for (const { run, x, y } of scene.best) {
    canvas.beginPath();
    canvas.arc(x, y, 3.75, 0, 2 * Math.PI);
    canvas.fillStyle = paints.page;
    canvas.fill();
    canvas.beginPath();
    canvas.arc(x, y, 2.75, 0, 2 * Math.PI);
    canvas.fillStyle = paints.run(run.place);
    canvas.fill();
  }
}

/** What the pointer draws over a scene: a line at the cursor, and the box that is being drawn. */
export function paintPointer(
  canvas: CanvasRenderingContext2D,
  { plot, across }: Scene,
  { cursor, box }: { readonly cursor: number | undefined; readonly box: Ends | undefined },
  paints: Paints,
): void {
  if (box) {
    canvas.fillStyle = paints.axis;
    canvas.globalAlpha = 0.6;
    canvas.fillRect(box.from, plot.top, box.to - box.from, plot.bottom - plot.top);
    canvas.globalAlpha = 1;
  }
  if (cursor === undefined) return;
  const at = across.pixel(cursor);
  if (!(at >= plot.left - 1 && at <= plot.right + 1)) return;
  canvas.strokeStyle = paints.cursor;
  canvas.lineWidth = 1;
  line(canvas, crisp(at), plot.top, crisp(at), plot.bottom);
}

function paintAxes(canvas: CanvasRenderingContext2D, { plot, xTicks, yTicks }: Scene, paints: Paints): void {
  canvas.font = `11px ${paints.font}`;
  canvas.fillStyle = paints.label;
  canvas.lineWidth = 1;
  canvas.textBaseline = "middle";
  canvas.textAlign = "right";
  canvas.strokeStyle = paints.grid;
  for (const { at, label } of yTicks) {
    line(canvas, plot.left, crisp(at), plot.right, crisp(at));
    canvas.fillText(label, plot.left - 8, at);
  }
  canvas.strokeStyle = paints.axis;
  line(canvas, plot.left, crisp(plot.bottom), plot.right, crisp(plot.bottom));
  canvas.textBaseline = "alphabetic";
  for (const { at, label, anchor } of xTicks) {
    line(canvas, crisp(at), plot.bottom, crisp(at), plot.bottom + 4);
    canvas.textAlign = anchor === "middle" ? "center" : anchor;
    canvas.fillText(label, at, plot.bottom + 16);
  }
}

function paintStroke(canvas: CanvasRenderingContext2D, { run, trace, width, opacity }: Stroke, paints: Paints): void {
  const { line: path, dots } = trace;
  const paint = paints.run(run.place);
  canvas.globalAlpha = opacity;
  canvas.strokeStyle = paint;
  canvas.lineWidth = width;
  canvas.setLineDash([...paints.dash(run.place)]);
  canvas.beginPath();
  let isDown = false;
  for (let i = 0; i < path.length; i += 2) {
    const [x, y] = [path[i] as number, path[i + 1] as number];
    if (Number.isNaN(x)) isDown = false;
    else if (isDown) canvas.lineTo(x, y);
    else {
      canvas.moveTo(x, y);
      isDown = true;
    }
  }
  canvas.stroke();
  canvas.setLineDash([]);
  canvas.fillStyle = paint;
  for (let i = 0; i < dots.length; i += 2) {
    canvas.beginPath();
    canvas.arc(dots[i] as number, dots[i + 1] as number, width + 0.75, 0, 2 * Math.PI);
    canvas.fill();
  }
  canvas.globalAlpha = 1;
}

function line(canvas: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  canvas.beginPath();
  canvas.moveTo(x1, y1);
  canvas.lineTo(x2, y2);
  canvas.stroke();
}

/** A line of one pixel lies in the middle of one. */
export function crisp(at: number): number {
  return Math.round(at - 0.5) + 0.5;
}
