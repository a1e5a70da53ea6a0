import { html, nothing, svg } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { repeat } from "lit/directives/repeat.js";
import { type Drawing, layoutLayers, type PlacedBox } from "../../src/core/graph/layeredLayout";
import { t } from "../kit/words";
import { box } from "./boxes";
import { edgeHeads, edgeLines } from "./edges";
import { type Item, loudest, type Shown, stateOfItem } from "./fold";
import { boxesOf, nameOf } from "./measure";
import type { View } from "./state";
import { broughtIn, firstSeen, fitted, held, type Size, textScale, zoomed } from "./viewport";
import { type Step, walk } from "./walk";

export interface BoardActs {
  choose(id: string): void;
  toggle(id: string): void;
  /** The pointer rests on a box, or left it. */
  point(id: string | undefined): void;
  /** Where the graph was moved to by hand; undefined: as it fits. */
  moved(view: View | undefined): void;
  /** The scale that is shown changed. */
  scaled(): void;
}

export interface BoardState {
  readonly shown: Shown;
  readonly chosen: string | undefined;
  readonly now: number;
}

const steps: Readonly<Record<string, Step>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  Home: "first",
  End: "last",
};
const measures = { gapX: 28, gapY: 20 };
/** Below this scale a second line would be no more than noise. */
const far = 0.55;
const farthest = 0.3;
const pan = 60;

/** The graph on a ground that can be moved and zoomed. What is drawn by lit is the graph; where it lies is set directly. */
export function createBoard(acts: BoardActs, kept: View | undefined) {
  const room = createRef<HTMLElement>();
  const canvas = createRef<HTMLElement>();
  let view: View | undefined = kept;
  let drawing: Drawing = { boxes: [], edges: [], width: 0, height: 0 };
  let drawnOf = "";
  let stop: string | undefined;
  /** Of a graph too large to be read as a whole: the box that asks for a look. */
  let asking: PlacedBox | undefined;
  let drag: { readonly id: number; readonly x: number; readonly y: number; hasMoved: boolean } | undefined;

  const sizeOf = (): Size => ({ width: room.value?.clientWidth ?? 0, height: room.value?.clientHeight ?? 0 });
  const seen = (): View => view ?? firstSeen(drawing, sizeOf(), asking);

  const place = (): void => {
    const { x, y, scale } = seen();
    if (canvas.value) canvas.value.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    const { value: ground } = room;
    if (!ground) return;
    const grid = 24 * scale * (scale < 0.5 ? 2 : 1);
    ground.style.setProperty("background-size", `${grid}px ${grid}px`);
    ground.style.setProperty("background-position", `${x}px ${y}px`);
    ground.style.setProperty("--text-scale", String(textScale(scale)));
    ground.classList.toggle("far", scale < far);
    ground.classList.toggle("farthest", scale < farthest);
    acts.scaled();
  };
  const move = (next: View | undefined): void => {
    view = next === undefined ? undefined : held(next, drawing, sizeOf());
    place();
    acts.moved(view);
  };

  const layout = (shown: Shown): void => {
    const of = JSON.stringify([shown.items.map((item) => [item.id, nameOf(item)]), shown.edges]);
    if (of === drawnOf) return;
    drawnOf = of;
    const before = new Map(drawing.boxes.map(({ id, y }) => [id, y]));
    drawing = layoutLayers(boxesOf(shown.items), shown.edges, measures, before);
    if (!drawing.boxes.some(({ id }) => id === stop)) stop = undefined;
    const first = loudest.flatMap((state) => shown.items.find((item) => stateOfItem(item) === state) ?? [])[0];
    asking = drawing.boxes.find(({ id }) => id === first?.id);
  };

  const focusBox = (id: string | undefined): void => {
    const found = drawing.boxes.find((each) => each.id === id);
    if (!found) return;
    stop = found.id;
    const next = broughtIn(seen(), found, sizeOf());
    if (next !== seen()) move(next);
    for (const each of room.value?.querySelectorAll<HTMLElement>(".box") ?? [])
      each.tabIndex = each.dataset.id === id ? 0 : -1;
    room.value?.querySelector<HTMLElement>(`.box[data-id="${CSS.escape(found.id)}"]`)?.focus({ preventScroll: true });
  };

  const idOf = (event: Event): string | undefined =>
    (event.target as HTMLElement).closest<HTMLElement>(".box")?.dataset.id;

  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const id = idOf(event);
    const step = steps[event.key];
    const act = (): boolean => {
      if (step !== undefined && event.shiftKey) {
        const by = { left: [pan, 0], right: [-pan, 0], up: [0, pan], down: [0, -pan], first: [0, 0], last: [0, 0] }[
          step
        ];
        move({ ...seen(), x: seen().x + (by[0] ?? 0), y: seen().y + (by[1] ?? 0) });
      } else if (step !== undefined) focusBox(walk(drawing, id ?? stop, step));
      else if (event.key === "Enter" && id !== undefined) acts.choose(id);
      else if (event.key === " " && id !== undefined) acts.toggle(id);
      else if (event.key === "+" || event.key === "=") zoom(1.25);
      else if (event.key === "-") zoom(0.8);
      else if (event.key === "0") move({ ...seen(), scale: 1 });
      else if (event.key === "f") move(fitted(drawing, sizeOf()));
      else return false;
      return true;
    };
    if (act()) event.preventDefault();
  };

  const onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    const ground = room.value?.getBoundingClientRect();
    if (!ground) return;
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    // a pinch on a touchpad comes as a wheel with Ctrl
    if (event.ctrlKey || event.metaKey) {
      const factor = Math.exp((-event.deltaY * unit) / 240);
      move(zoomed(seen(), factor, { x: event.clientX - ground.left, y: event.clientY - ground.top }));
      return;
    }
    const across = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
    const down = event.shiftKey && event.deltaX === 0 ? 0 : event.deltaY;
    move({ ...seen(), x: seen().x - across * unit, y: seen().y - down * unit });
  };

  const onDown = (event: PointerEvent): void => {
    const isOnGround = (event.target as HTMLElement).closest(".box, .card, button") === null;
    if (event.button > 1 || (event.button === 0 && !isOnGround)) return;
    drag = { id: event.pointerId, x: event.clientX - seen().x, y: event.clientY - seen().y, hasMoved: false };
    room.value?.setPointerCapture(event.pointerId);
  };
  const onMove = (event: PointerEvent): void => {
    if (drag?.id === event.pointerId) {
      drag.hasMoved = true;
      room.value?.classList.add("dragged");
      move({ scale: seen().scale, x: event.clientX - drag.x, y: event.clientY - drag.y });
    }
  };
  const onUp = (): void => {
    drag = undefined;
    room.value?.classList.remove("dragged");
  };
  const onClick = (event: MouseEvent): void => {
    const id = idOf(event);
    if (id === undefined) return;
    stop = id;
    if ((event.target as HTMLElement).closest("[data-toggle]")) acts.toggle(id);
    else acts.choose(id);
  };

  function zoom(factor: number): void {
    const { width, height } = sizeOf();
    move(zoomed(seen(), factor, { x: width / 2, y: height / 2 }));
  }

  const watch = new ResizeObserver(() => place());
  const onRoom = (element: Element | undefined): void => {
    watch.disconnect();
    if (element) watch.observe(element);
  };

  return {
    zoom,
    fit: () => move(fitted(drawing, sizeOf())),
    reset: () => move(undefined),
    scale: (): number => (sizeOf().width === 0 ? 1 : seen().scale),
    /** In the middle of the board's upper left corner's measure: where a box is on the page just now. */
    boxOn(id: string): PlacedBox | undefined {
      const found = drawing.boxes.find((each) => each.id === id);
      if (!found) return undefined;
      const { x, y, scale } = seen();
      return {
        ...found,
        x: x + found.x * scale,
        y: y + found.y * scale,
        width: found.width * scale,
        height: found.height * scale,
      };
    },
    show: (id: string): void => focusBox(id),
    /** Shows the chosen box, as a place in the file or another page asked for it. */
    bringIn(id: string): void {
      const found = drawing.boxes.find((each) => each.id === id);
      if (!found) return;
      const next = broughtIn(seen(), found, sizeOf());
      if (next !== seen()) move(next);
    },
    draw({ shown, chosen, now }: BoardState, over: unknown) {
      layout(shown);
      const items = new Map(shown.items.map((item) => [item.id, item]));
      const first = stop ?? chosen ?? walk(drawing, undefined, "first");
      const lit = new Set(chosen === undefined ? [] : [chosen]);
      queueMicrotask(place); // once the room is there and has its size
      return html`<div
        ${ref(room)} ${ref(onRoom)}
        class="board"
        role="group"
        aria-label=${t("Graph of the pipeline: arrow keys follow the edges, Enter shows a stage, plus and minus zoom, F fits")}
        @wheel=${onWheel}
        @pointerdown=${onDown}
        @pointermove=${onMove}
        @pointerup=${onUp}
        @pointercancel=${onUp}
        @click=${onClick}
        @keydown=${onKey}
        @pointerover=${(event: PointerEvent) => acts.point(idOf(event))}
        @pointerleave=${() => acts.point(undefined)}
      >
        <div ${ref(canvas)} class="canvas" .style=${`width:${drawing.width}px;height:${drawing.height}px`}>
          <svg width=${drawing.width} height=${drawing.height} aria-hidden="true">
            <defs>${edgeHeads}</defs>
            ${svg`${edgeLines(drawing, items, lit)}`}
          </svg>
          ${repeat(
            [...drawing.boxes].sort((a, b) => a.x - b.x || a.y - b.y),
            ({ id }) => id,
            (placed) => {
              const item = items.get(placed.id) as Item | undefined;
              return item
                ? box(item, placed, { now, isChosen: placed.id === chosen, isStop: placed.id === first })
                : nothing;
            },
          )}
        </div>
        ${over}
      </div>`;
    },
  };
}

export type Board = ReturnType<typeof createBoard>;
