import type { Ends, Scale } from "./scales";
import { scaled, shifted, within } from "./scales";

/** What a person does to the x axis, as the chart hears it. */
export interface ZoomTarget {
  /** The axis as it is drawn, and all that there is on it. */
  axis(): { readonly across: Scale; readonly all: Ends } | undefined;
  look(view: Ends | undefined): void;
  /** The box that is being drawn, in pixels. */
  box(ends: Ends | undefined): void;
  point(x: number | undefined, y: number | undefined): void;
}

/** Less than this many pixels is a click. */
const least = 4;

/** Drag: a box; Shift and drag: pan; Ctrl and wheel: zoom; double click: all of it. */
export function listenToPointer(surface: HTMLElement, target: ZoomTarget): void {
  let drag: { readonly from: number; readonly isPan: boolean; readonly view: Ends; id: number } | undefined;
  const place = (event: MouseEvent) => {
    const box = surface.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  surface.addEventListener("pointerdown", (event) => {
    const axis = target.axis();
    if (event.button !== 0 || axis === undefined) return;
    const { from, to } = axis.across;
    drag = { from: place(event).x, isPan: event.shiftKey, view: { from, to }, id: event.pointerId };
    surface.setPointerCapture(event.pointerId);
  });
  surface.addEventListener("pointermove", (event) => {
    const { x, y } = place(event);
    const axis = target.axis();
    if (drag && axis) {
      if (drag.isPan) pan(axis, drag, x);
      else target.box({ from: Math.min(drag.from, x), to: Math.max(drag.from, x) });
    }
    target.point(x, y);
  });
  surface.addEventListener("pointerup", (event) => {
    const axis = target.axis();
    const { x } = place(event);
    if (drag && !drag.isPan && axis && Math.abs(x - drag.from) > least) {
      const [a, b] = [axis.across.value(drag.from), axis.across.value(x)];
      target.look(clamped({ from: Math.min(a, b), to: Math.max(a, b) }, axis));
    }
    drag = undefined;
    target.box(undefined);
  });
  surface.addEventListener("pointercancel", () => {
    drag = undefined;
    target.box(undefined);
  });
  surface.addEventListener("pointerleave", () => target.point(undefined, undefined));
  surface.addEventListener("dblclick", () => target.look(undefined));
  surface.addEventListener(
    "wheel",
    (event) => {
      const axis = target.axis();
      if (!(event.ctrlKey || event.metaKey) || axis === undefined) return;
      event.preventDefault();
      const around = axis.across.value(place(event).x);
      zoomAround(target, around, Math.exp(Math.max(-60, Math.min(60, event.deltaY)) / 150));
    },
    { passive: false },
  );

  function pan({ across, all }: { across: Scale; all: Ends }, { from, view }: { from: number; view: Ends }, x: number) {
    const width = across.pixel(across.to) - across.pixel(across.from);
    target.look(within(shifted(view, (from - x) / width, across.isLog), all, across.isLog));
  }
}

function clamped(view: Ends, { across, all }: { across: Scale; all: Ends }): Ends | undefined {
  const from = Math.max(view.from, all.from);
  const to = Math.min(view.to, all.to);
  return from < to ? within({ from, to }, all, across.isLog) : undefined;
}

export function zoomAround(target: Pick<ZoomTarget, "axis" | "look">, around: number, factor: number): void {
  const axis = target.axis();
  if (axis === undefined) return;
  const { across, all } = axis;
  const view = scaled({ from: across.from, to: across.to }, around, factor, across.isLog);
  if (view.to - view.from > Math.abs(view.to) * 1e-12) target.look(within(view, all, across.isLog));
}

/** Moves what is shown by a share of it. */
export function panBy(target: Pick<ZoomTarget, "axis" | "look">, share: number): void {
  const axis = target.axis();
  if (axis === undefined) return;
  const { across, all } = axis;
  target.look(within(shifted({ from: across.from, to: across.to }, share, across.isLog), all, across.isLog));
}
