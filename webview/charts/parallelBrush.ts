import type { ParallelRoom } from "./parallelDraw";
import { type Brush, draggedBrush, gripAt, type Placed } from "./parallelModel";

export interface BrushTarget {
  room(): ParallelRoom;
  axes(): readonly Placed[];
  brushes(axis: string): readonly Brush[];
  setBrushes(axis: string, brushes: readonly Brush[]): void;
  move(axis: string, to: number): void;
  /** The pointer is between the axes; undefined: it is gone. */
  point(x: number | undefined, y: number): void;
  open(): void;
}

/** How near to an axis the pointer means it. */
const reach = 12;
const least = 0.01;

interface Drag {
  readonly axis: string;
  readonly others: readonly Brush[];
  readonly brush: Brush;
  readonly part: "from" | "to" | "all";
  readonly from: number;
  isMoved: boolean;
}

/** Drag along an axis: a brush; on a brush: moves it or its end; a click on the axis clears it. Labels are dragged sideways. */
export function listenToBrushes(surface: HTMLElement, labels: HTMLElement, target: BrushTarget): void {
  let drag: Drag | undefined;
  const place = (event: MouseEvent) => {
    const box = surface.getBoundingClientRect();
    const { top, bottom, xs } = target.room();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const share = Math.max(0, Math.min(1, (bottom - y) / (bottom - top)));
    const at = xs.findIndex((each) => Math.abs(each - x) <= reach);
    return { x, y, share, axis: target.axes()[at], perPixel: 1 / (bottom - top) };
  };

  surface.addEventListener("pointerdown", (event) => {
    const { share, axis, perPixel } = place(event);
    if (event.button !== 0) return;
    if (axis === undefined) {
      target.open();
      return;
    }
    const all = target.brushes(axis.key);
    const grip = gripAt(all, share, 5 * perPixel);
    const others = grip ? all.filter((_, i) => i !== grip.at) : all;
    const brush = grip ? (all[grip.at] as Brush) : { from: share, to: share };
    drag = { axis: axis.key, others, brush, part: grip?.part ?? "to", from: share, isMoved: false };
    surface.setPointerCapture(event.pointerId);
    target.point(undefined, 0);
  });
  surface.addEventListener("pointermove", (event) => {
    const { x, y, share, axis, perPixel } = place(event);
    if (drag) {
      if (Math.abs(share - drag.from) > 3 * perPixel) drag.isMoved = true;
      if (!drag.isMoved) return;
      const next = draggedBrush(drag.brush, drag.part, share - drag.from);
      target.setBrushes(drag.axis, [...drag.others, next]);
      return;
    }
    const grip = axis && gripAt(target.brushes(axis.key), share, 5 * perPixel);
    surface.style.cursor = grip ? (grip.part === "all" ? "move" : "ns-resize") : axis ? "crosshair" : "default";
    if (axis) target.point(undefined, 0);
    else target.point(x, y);
  });
  surface.addEventListener("pointerup", () => {
    if (drag) {
      const kept = target.brushes(drag.axis).filter(({ from, to }) => to - from >= least);
      target.setBrushes(drag.axis, drag.isMoved ? kept : []);
    }
    drag = undefined;
  });
  surface.addEventListener("pointercancel", () => (drag = undefined));
  surface.addEventListener("pointerleave", () => target.point(undefined, 0));
  surface.addEventListener("dblclick", () => {
    for (const { key } of target.axes()) if (target.brushes(key).length > 0) target.setBrushes(key, []);
  });
  listenToLabels(labels, target);
}

function listenToLabels(labels: HTMLElement, target: BrushTarget): void {
  let held: { readonly axis: string; readonly from: number } | undefined;
  labels.addEventListener("pointerdown", (event) => {
    const label = (event.target as HTMLElement).closest<HTMLElement>("[data-axis]");
    if (label?.dataset.axis === undefined || event.button !== 0) return;
    held = { axis: label.dataset.axis, from: event.clientX };
    labels.setPointerCapture(event.pointerId);
  });
  labels.addEventListener("pointermove", (event) => {
    if (held === undefined || Math.abs(event.clientX - held.from) < 8) return;
    const { xs } = target.room();
    const x = event.clientX - labels.getBoundingClientRect().left;
    let to = 0;
    for (const [i, each] of xs.entries()) if (Math.abs(each - x) < Math.abs((xs[to] ?? 0) - x)) to = i;
    target.move(held.axis, to);
  });
  for (const end of ["pointerup", "pointercancel"]) labels.addEventListener(end, () => (held = undefined));
}
