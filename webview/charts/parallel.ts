import { render } from "lit";
import { formatNumber } from "../../src/shared/format";
import { say } from "../kit/page";
import { colour, onTheme, seriesColour } from "../kit/theme";
import { t } from "../kit/words";
import { createChartFrame } from "./chartFrame";
import { inNextFrame, watchScreen } from "./frames";
import { hideHover, showHoverLines } from "./hoverBox";
import type { ChartRun } from "./model";
import { currentPaints, sized } from "./paint";
import { listenToBrushes } from "./parallelBrush";
import { crossings, lineAt, type ParallelRoom, roomOf } from "./parallelDraw";
import { type LabelActs, parallelLabels } from "./parallelLabels";
import { type Brush, brushedLines, moved, type ParallelAxis, type Placed, placeAxis, sayBrush } from "./parallelModel";
import { paintAxes, paintChosen, paintFaint, paintStrong, parallelPng } from "./parallelPaint";
import { parallelSvg } from "./parallelSvg";
import { rampColour } from "./ramp";
import { withHouseConfig } from "./resolve";
import { parallelSpec } from "./specs/parallel";

export interface ParallelSettings {
  readonly title: string;
  readonly note?: string | undefined;
  readonly lines: readonly ChartRun[];
  readonly axes: readonly ParallelAxis[];
  /** The axis whose values colour the lines; else each has its run's colour. */
  readonly colourBy?: string | undefined;
  readonly height?: number;
}

export interface ParallelOptions {
  /** The runs that all brushes let through, and what the brushes ask for; undefined: nothing is brushed. */
  brushed?(runs: readonly string[] | undefined, said: string): void;
  pointAt?(run: string | undefined): void;
  open?(run: string): void;
  /** Axes were put into another order. */
  reordered?(keys: readonly string[]): void;
  /** Where its tools stand, when the page says the title. */
  readonly tools?: HTMLElement;
}

export interface Parallel {
  readonly element: HTMLElement;
  update(settings: ParallelSettings): void;
  clear(): void;
  highlight(run: string | undefined): void;
  dispose(): void;
}

const shades = 24;

/** Parallel coordinates: a line a run over an axis a param or metric; brushes along the axes choose runs. */
export function createParallel(first: ParallelSettings, options: ParallelOptions = {}): Parallel {
  let settings = first;
  let order = first.axes.map(({ key }) => key);
  let axes: readonly Placed[] = [];
  let room: ParallelRoom = roomOf(0, 0, 0);
  let ys: readonly Float32Array[] = [];
  let through: Uint8Array | undefined;
  let near = -1;
  let highlighted: string | undefined;
  let isOnScreen = false;
  let isFaintStale = true;
  const brushes = new Map<string, readonly Brush[]>();

  const faint = document.createElement("canvas");
  const strong = document.createElement("canvas");
  const over = document.createElement("canvas");
  const labels = document.createElement("div");
  labels.className = "parallel-labels";
  const inner = document.createElement("div");
  inner.className = "parallel-inner";
  for (const canvas of [faint, strong, over]) canvas.setAttribute("aria-hidden", "true");
  over.className = "over";
  inner.append(faint, strong, over);
  const frame = createChartFrame({
    title: () => settings.title,
    note: () => settings.note,
    summary,
    table,
    svg: () =>
      parallelSvg({
        axes,
        room,
        ys,
        lines: settings.lines,
        through,
        colourOf,
        paints: currentPaints(),
        title: settings.title,
      }),
    png,
    spec: () => withHouseConfig(parallelSpec({ axes, lines: settings.lines, values: valuesOf(), through })),
    ...(options.tools ? { tools: options.tools } : {}),
  });
  const { body } = frame;
  body.classList.add("parallel");
  body.append(labels, inner);
  body.setAttribute("role", "group");

  function arrange(): void {
    const known = new Map(settings.axes.map((axis) => [axis.key, axis]));
    order = [
      ...order.filter((key) => known.has(key)),
      ...settings.axes.map(({ key }) => key).filter((key) => !order.includes(key)),
    ];
    axes = order.flatMap((key) => {
      const axis = known.get(key);
      return axis ? [placeAxis(axis)] : [];
    });
    for (const key of brushes.keys()) if (!known.has(key)) brushes.delete(key);
    through = brushedLines(axes, brushes, settings.lines.length);
    isFaintStale = true;
    near = -1;
  }

  function redraw(): void {
    inNextFrame(paint);
  }

  function paint(): void {
    if (!isOnScreen || !body.isConnected || body.clientWidth === 0) return;
    const height = (settings.height ?? 170) * (frame.isLarge ? 2.2 : 1);
    const next = roomOf(axes.length, body.clientWidth, height);
    if (next.width !== room.width || next.height !== room.height || next.xs.length !== room.xs.length)
      isFaintStale = true;
    room = next;
    ys = crossings(axes, room, settings.lines.length);
    inner.style.width = labels.style.width = `${room.width}px`;
    inner.style.height = `${height}px`;
    drawLabels();
    body.setAttribute("aria-label", summary());
    if (isFaintStale) paintBack();
    paintFront();
    paintOver();
  }

  function paintBack(): void {
    isFaintStale = false;
    paintFaint(sized(faint, room.width, room.height), { axes, room, ys }, settings.lines.length);
  }

  function paintFront(): void {
    faint.hidden = through === undefined;
    const shown = Array.from(settings.lines, (_, i) => i).filter((i) => !through || through[i]);
    paintStrong(sized(strong, room.width, room.height), { axes, room, ys }, shown, colourOf);
  }

  /** The better end of a ramp is the one that stands out most. */
  function colourOf(line: number): string {
    const run = settings.lines[line];
    const by = settings.colourBy === undefined ? undefined : axes.find(({ key }) => key === settings.colourBy);
    if (by === undefined) return seriesColour(run?.place ?? 1);
    const share = by.shares[line] ?? Number.NaN;
    if (Number.isNaN(share)) return colour("var(--tm-ref)");
    const ramp = [3, 4, 5, 6].map((step) => colour(`var(--tm-s${step})`));
    return rampColour(ramp, Math.round(share * shades) / shades);
  }

  function paintOver(): void {
    const canvas = sized(over, room.width, room.height);
    paintAxes(canvas, { axes, room, ys }, brushes);
    const chosen = near >= 0 ? near : settings.lines.findIndex(({ id }) => id === highlighted);
    if (chosen >= 0) paintChosen(canvas, { axes, room, ys }, chosen, colourOf(chosen));
  }

  function drawLabels(): void {
    const acts: LabelActs = {
      brushes: brushesOf,
      setBrushes,
      move: (axis, by) => move(axis, order.indexOf(axis) + by),
      done: () => say(told()),
    };
    render(parallelLabels(axes, room, acts), labels);
  }

  function brushesOf(axis: string): readonly Brush[] {
    return brushes.get(axis) ?? [];
  }

  function setBrushes(axis: string, next: readonly Brush[]): void {
    if (next.length === 0) brushes.delete(axis);
    else brushes.set(axis, next);
    through = brushedLines(axes, brushes, settings.lines.length);
    redraw();
    tell();
  }

  function tell(): void {
    options.brushed?.(through && settings.lines.filter((_, i) => through?.[i]).map(({ id }) => id), told());
  }

  /** What is brushed: 38 of 150 in brush: val_auc ≥ 0.869. */
  function told(): string {
    if (through === undefined) return "";
    const asked = axes.flatMap((axis) => brushesOf(axis.key).map((brush) => sayBrush(axis, brush)));
    const passed = through.reduce((sum, is) => sum + is, 0);
    return t("{0} of {1} in brush: {2}", passed, through.length, asked.join(", "));
  }

  function move(axis: string, to: number): void {
    const place = Math.max(0, Math.min(order.length - 1, to));
    if (order[place] === axis) return;
    order = moved(order, axis, place);
    arrange();
    redraw();
    options.reordered?.(order);
    requestAnimationFrame(() => labels.querySelector<HTMLElement>(`[data-axis="${CSS.escape(axis)}"]`)?.focus());
  }

  function valuesOf(): ReadonlyMap<string, readonly (number | string | undefined)[]> {
    return new Map(settings.axes.map(({ key: name, values }) => [name, values]));
  }

  function summary(): string {
    const brushed = told();
    const names = axes.map(({ label }) => label).join(", ");
    return t("{0}: {1} runs over {2}. {3}", settings.title, settings.lines.length, names, brushed);
  }

  function table() {
    const values = valuesOf();
    const rows = settings.lines.flatMap(({ name }, i) =>
      through && !through[i] ? [] : [[name, ...axes.map((axis) => values.get(axis.key)?.[i])]],
    );
    return { heads: [t("Run"), ...axes.map(({ label }) => label)], rows };
  }

  function png(): Promise<Blob> {
    return parallelPng({ axes, room, ys }, through ? [faint, strong, over] : [strong, over]);
  }

  function point(x: number | undefined, y: number): void {
    const found = x === undefined ? -1 : lineAt(room, ys, { x, y, within: 8, through });
    const run = settings.lines[found];
    if (x !== undefined && run) {
      const box = over.getBoundingClientRect();
      const values = valuesOf();
      const rows = axes.map(({ key: name, label }) => {
        const value = values.get(name)?.[found];
        return { label, value: typeof value === "number" ? formatNumber(value) : (value ?? "–") };
      });
      showHoverLines({ title: run.name, rows }, box.left + x, box.top + y);
    } else hideHover();
    if (found === near) return;
    near = found;
    inNextFrame(paintOver);
    options.pointAt?.(run?.id);
  }

  listenToBrushes(over, labels, {
    room: () => room,
    axes: () => axes,
    brushes: brushesOf,
    setBrushes,
    move,
    point,
    open: () => {
      const run = settings.lines[near];
      if (run) options.open?.(run.id);
    },
  });

  const stopTheme = onTheme(() => {
    isFaintStale = true;
    redraw();
  });
  const stopWatching = watchScreen(frame.element, (isThere) => {
    isOnScreen = isThere;
    if (isThere) redraw();
  });
  const resizes = new ResizeObserver(redraw);
  resizes.observe(frame.element);
  inner.style.height = `${settings.height ?? 170}px`;
  arrange();

  return {
    element: frame.element,
    update(next) {
      if (next === settings || JSON.stringify(next) === JSON.stringify(settings)) return;
      const wasBrushed = through !== undefined;
      const keys = next.axes.map(({ key }) => key);
      if (keys.join("\n") !== settings.axes.map(({ key }) => key).join("\n")) order = keys;
      settings = next;
      arrange();
      frame.draw();
      redraw();
      if (wasBrushed) tell();
    },
    clear() {
      brushes.clear();
      through = undefined;
      redraw();
      tell();
    },
    highlight(run) {
      if (run === highlighted) return;
      highlighted = run;
      strong.classList.toggle("behind", run !== undefined && settings.lines.some(({ id }) => id === run));
      inNextFrame(paintOver);
    },
    dispose() {
      resizes.disconnect();
      stopWatching();
      stopTheme();
    },
  };
}
