import { nextPlace, snap } from "./reading";
import type { SceneLine } from "./scene";
import { panBy, type ZoomTarget, zoomAround } from "./zoom";

/** A line chart as the keyboard has it. */
export interface KeyTarget extends Pick<ZoomTarget, "axis" | "look"> {
  lines(): readonly SceneLine[];
  cursor(): number | undefined;
  /** The middle of what is shown of the axis. */
  middle(): number;
  /** The cursor goes to a place, and what is read there is said. */
  read(x: number): void;
  leave(): void;
}

/** Arrows: from point to point; with Shift: pan; plus and minus: zoom; 0: all of it; Escape: the cursor goes. */
export function listenToKeys(surface: HTMLElement, target: KeyTarget): void {
  surface.addEventListener("keydown", (event) => {
    const axis = target.axis();
    if (axis === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const { across } = axis;
    const go = (x: number | undefined) => {
      if (x === undefined) return;
      if (x < across.from || x > across.to) panBy(target, x < across.from ? -0.25 : 0.25);
      target.read(x);
    };
    const step = (direction: 1 | -1, from: number) =>
      event.shiftKey
        ? panBy(target, 0.2 * direction)
        : go(nextPlace(target.lines(), target.cursor() ?? from, direction));
    const zoom = (factor: number) => zoomAround(target, target.cursor() ?? target.middle(), factor);
    const keys: Record<string, () => void> = {
      ArrowLeft: () => step(-1, across.to),
      ArrowRight: () => step(1, across.from),
      Home: () => go(snap(target.lines(), across, across.from)),
      End: () => go(snap(target.lines(), across, across.to)),
      "+": () => zoom(0.5),
      "=": () => zoom(0.5),
      "-": () => zoom(2),
      "0": () => target.look(undefined),
      Escape: target.leave,
    };
    const act = keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}
