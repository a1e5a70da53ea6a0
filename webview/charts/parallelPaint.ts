import { colour } from "../kit/theme";
import { toPng } from "./imageOut";
import { crisp, currentPaints } from "./paint";
import { type ParallelRoom, traceParallel, yOf } from "./parallelDraw";
import type { Brush, Placed } from "./parallelModel";

/** Parallel coordinates as they are laid out. */
export interface ParallelScene {
  readonly axes: readonly Placed[];
  readonly room: ParallelRoom;
  /** An axis each, where every line crosses it. */
  readonly ys: readonly Float32Array[];
}

type Canvas = CanvasRenderingContext2D;

/** Lines of one stroke: fewer strokes are quicker, longer ones slower to fill. */
const together = 48;

/** All lines, behind those that the brushes let through. */
export function paintFaint(canvas: Canvas, scene: ParallelScene, count: number): void {
  canvas.strokeStyle = colour("var(--tm-faint)");
  canvas.lineWidth = 1;
  canvas.globalAlpha = alphaOf(count) * 0.45;
  strokeLines(
    canvas,
    scene,
    Array.from({ length: count }, (_, i) => i),
  );
}

/** These lines in their colours, the lines of a colour together. */
export function paintStrong(
  canvas: Canvas,
  scene: ParallelScene,
  shown: readonly number[],
  colourOf: (line: number) => string,
): void {
  const byColour = new Map<string, number[]>();
  for (const line of shown) {
    const paint = colourOf(line);
    const same = byColour.get(paint);
    if (same) same.push(line);
    else byColour.set(paint, [line]);
  }
  canvas.lineWidth = 1.25;
  canvas.globalAlpha = alphaOf(shown.length);
  for (const [paint, lines] of byColour) {
    canvas.strokeStyle = paint;
    strokeLines(canvas, scene, lines);
  }
}

function strokeLines(canvas: Canvas, { room, ys }: ParallelScene, lines: readonly number[]): void {
  for (let first = 0; first < lines.length; first += together) {
    canvas.beginPath();
    for (const line of lines.slice(first, first + together)) traceParallel(canvas, room.xs, ys, line);
    canvas.stroke();
  }
}

function alphaOf(count: number): number {
  return Math.max(0.12, Math.min(0.9, 5 / Math.sqrt(Math.max(1, count))));
}

/** The axes over the lines, each with its brushes and its ticks. */
export function paintAxes(
  canvas: Canvas,
  { axes, room }: ParallelScene,
  brushes: ReadonlyMap<string, readonly Brush[]>,
): void {
  const paints = currentPaints();
  canvas.font = `11px ${paints.font}`;
  for (const [i, axis] of axes.entries()) {
    const x = room.xs[i] as number;
    canvas.strokeStyle = paints.cursor;
    canvas.lineWidth = 1;
    canvas.beginPath();
    canvas.moveTo(crisp(x), room.top);
    canvas.lineTo(crisp(x), room.bottom);
    canvas.stroke();
    for (const brush of brushes.get(axis.key) ?? []) paintBrush(canvas, room, x, brush);
    canvas.textAlign = "right";
    canvas.textBaseline = "middle";
    canvas.lineWidth = 3;
    canvas.lineJoin = "round";
    canvas.strokeStyle = paints.page;
    canvas.fillStyle = paints.label;
    for (const { share, label } of axis.ticks) {
      canvas.strokeText(label, x - 5, yOf(room, share));
      canvas.fillText(label, x - 5, yOf(room, share));
    }
  }
}

function paintBrush(canvas: Canvas, room: ParallelRoom, x: number, { from, to }: Brush): void {
  const [high, low] = [yOf(room, to), yOf(room, from)];
  canvas.fillStyle = canvas.strokeStyle = colour("var(--vscode-focusBorder)");
  canvas.globalAlpha = 0.35;
  canvas.fillRect(crisp(x - 6.5), high, 13, Math.max(2, low - high));
  canvas.globalAlpha = 1;
  canvas.strokeRect(crisp(x - 6.5), crisp(high), 13, Math.max(2, Math.round(low - high)));
}

/** The line that the pointer is at. */
export function paintChosen(canvas: Canvas, { room, ys }: ParallelScene, line: number, paint: string): void {
  canvas.beginPath();
  traceParallel(canvas, room.xs, ys, line);
  canvas.lineWidth = 5;
  canvas.strokeStyle = currentPaints().page;
  canvas.stroke();
  canvas.lineWidth = 2.25;
  canvas.strokeStyle = paint;
  canvas.stroke();
}

/** The layers as they stand, under the names of the axes. */
export function parallelPng({ axes, room }: ParallelScene, layers: readonly HTMLCanvasElement[]): Promise<Blob> {
  const head = 20;
  return toPng(room.width, room.height + head, (canvas) => {
    const paints = currentPaints();
    canvas.fillStyle = paints.page;
    canvas.fillRect(0, 0, room.width, room.height + head);
    canvas.fillStyle = paints.label;
    canvas.font = `11px ${paints.font}`;
    for (const [i, { label }] of axes.entries()) {
      canvas.textAlign = i === 0 ? "left" : i === axes.length - 1 ? "right" : "center";
      canvas.fillText(label, i === 0 ? 0 : i === axes.length - 1 ? room.width : (room.xs[i] as number), 13);
    }
    for (const layer of layers) canvas.drawImage(layer, 0, head, room.width, room.height);
  });
}
