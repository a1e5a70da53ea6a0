import { readCharts } from "../../src/shared/charts";
import { formatDate, formatDuration, formatNumber } from "../../src/shared/format";
import { host } from "../kit/host";
import { attempt, say } from "../kit/page";
import { onTheme } from "../kit/theme";
import { t } from "../kit/words";
import { createChartFrame } from "./chartFrame";
import { union } from "./extent";
import { firstAtLeast } from "./find";
import { inNextFrame, watchScreen } from "./frames";
import { type ChartGroup, createChartGroup } from "./group";
import { hideHover, showHover } from "./hoverBox";
import { toPng } from "./imageOut";
import { type AskCharts, createLineStore } from "./lineStore";
import { lineTable, longTable } from "./lineTable";
import type { LineChart, LineChartSettings } from "./model";
import { crisp, currentPaints, paintScene } from "./paint";
import { isRaw } from "./rawMetric";
import { nearestReading, nextPlace, type Reading, readAll, snap } from "./reading";
import { withHouseConfig } from "./resolve";
import type { Ends } from "./scales";
import { layOut, type Scene, type SceneLine } from "./scene";
import { writeSvg } from "./sceneSvg";
import { lineSpec } from "./specs/line";
import { listenToPointer, panBy, zoomAround } from "./zoom";

export interface LineChartOptions {
  /** Charts of one group share zoom and cursor. */
  readonly group?: ChartGroup;
  /** The run whose line is nearest to the pointer. */
  pointAt?(run: string | undefined): void;
  /** With it, the menu offers a threshold. */
  setThreshold?(value: number | undefined): void;
  /** Where points come from: the runtime's route, unless said. */
  readonly ask?: AskCharts;
}

const askRuntime: AskCharts = async (query) => readCharts(await host.bytes("POST", "/api/tidemark/v1/charts", query));

/** A chart of one metric over many runs; see `LineChartSettings`. */
export function createLineChart(first: LineChartSettings, options: LineChartOptions = {}): LineChart {
  let settings = first;
  let group = options.group ?? createChartGroup();
  let isLogOwn: boolean | undefined;
  let isOnScreen = false;
  let highlighted: string | undefined;
  let lines: readonly SceneLine[] | undefined;
  let scene: Scene | undefined;
  let all: Ends | undefined;
  let box: Ends | undefined;
  let pointer: { readonly x: number; readonly y: number } | undefined;
  const store = createLineStore(options.ask ?? askRuntime, () => {
    lines = undefined;
    redraw();
    frame.draw();
  });

  const plot = document.createElement("canvas");
  const over = document.createElement("canvas");
  plot.setAttribute("aria-hidden", "true");
  over.className = "over";
  over.setAttribute("aria-hidden", "true");
  const { setThreshold } = options;
  const frame = createChartFrame({
    title: () => settings.metric,
    note: () => (settings.direction === "lower" ? t("lower is better") : undefined),
    value: headline,
    summary,
    table: () => lineTable(currentLines(), scene, axisName()),
    data: () => longTable(currentLines(), axisName(), settings.metric),
    svg: () => (scene ? writeSvg(scene, currentPaints(), settings.metric) : ""),
    png,
    spec: () => withHouseConfig(lineSpec({ settings, isLogY: isLogY(), lines: currentLines(), scene })),
    zoom: {
      in: () => zoomAround(target, group.cursor ?? middle(), 0.5),
      reset: () => group.look(undefined),
      isZoomed: () => group.view !== undefined,
    },
    ...(setThreshold ? { threshold: { value: () => settings.threshold, set: setThreshold } } : {}),
    log: {
      isOn: isLogY,
      toggle: () => {
        isLogOwn = !isLogY();
        redraw();
      },
    },
  });
  const { body } = frame;
  body.append(plot, over);
  body.tabIndex = 0;
  body.setAttribute("role", "application");
  body.setAttribute("aria-roledescription", t("line chart"));

  function isLogY(): boolean {
    return isLogOwn ?? settings.isLogY;
  }

  function currentLines(): readonly SceneLine[] {
    if (lines) return lines;
    const weight = isRaw(settings.metric) ? 0 : settings.smoothing;
    lines = settings.runs.flatMap((run): SceneLine[] => {
      const series = store.find(run.id);
      if (series === undefined || series.x.length === 0) return [];
      const average = store.average(run.id, weight);
      const best =
        settings.direction === "higher" ? series.max : settings.direction === "lower" ? series.min : undefined;
      return [
        {
          run,
          raw: { x: series.x, y: series.y },
          ...(average && series.count > 1 ? { smoothed: { x: series.x, y: average } } : {}),
          ...(best && series.count > 1 ? { best } : {}),
        },
      ];
    });
    return lines;
  }

  /** All that there is on the axis, in view or not. */
  function reach(): Ends | undefined {
    const found = union(
      currentLines().map(({ run, raw }) => {
        const whole = store.find(run.id)?.reach;
        if (whole === undefined || !settings.isLogX || whole.from > 0) return whole;
        const positive = raw.x[firstAtLeast(raw.x, Number.MIN_VALUE)];
        return positive === undefined ? undefined : { from: positive, to: whole.to };
      }),
    );
    if (found === undefined || found.from < found.to) return found;
    return settings.isLogX
      ? { from: found.from / 2, to: found.to * 2 }
      : { from: found.from - 0.5, to: found.to + 0.5 };
  }

  function redraw(): void {
    inNextFrame(paint);
  }

  function paint(): void {
    if (!isOnScreen || !body.isConnected) return;
    body.style.height = `${heightOf()}px`;
    const { clientWidth: width, clientHeight: height } = body;
    if (width === 0) return;
    all = reach();
    const canvas = sized(plot, width, height);
    const paints = currentPaints();
    body.setAttribute("aria-label", summary());
    frame.element.dataset.points = String(currentLines().length);
    if (all === undefined) {
      scene = undefined;
      if (!store.isEmpty()) {
        canvas.fillStyle = paints.label;
        canvas.font = `11px ${paints.font}`;
        canvas.textAlign = "center";
        canvas.fillText(t("No values of this metric yet"), width / 2, height / 2);
      }
      paintOver();
      return;
    }
    canvas.font = `11px ${paints.font}`;
    scene = layOut({
      ...settings,
      isLogY: isLogY(),
      lines: currentLines(),
      highlighted,
      view: group.view ?? all,
      width,
      height,
      measure: (text) => canvas.measureText(text).width,
    });
    paintScene(canvas, scene, paints);
    paintOver();
    ask();
  }

  function heightOf(): number {
    return (settings.height ?? 150) * (frame.isLarge ? 2.4 : 1) + 26;
  }

  function ask(): void {
    const width = scene ? scene.plot.right - scene.plot.left : body.clientWidth;
    attempt(async () => {
      const arrival = store.want({
        settings: { ...settings, smoothing: isRaw(settings.metric) ? 0 : settings.smoothing },
        view: group.view,
        width,
      });
      sayBusy();
      await arrival.finally(sayBusy);
      frame.fail(undefined);
    }, frame.fail);
  }

  function sayBusy(): void {
    body.setAttribute("aria-busy", String(store.isAsking()));
  }

  /** The cursor, what it reads, and the box that is drawn. */
  function paintOver(): void {
    const { clientWidth: width, clientHeight: height } = body;
    const canvas = sized(over, width, height);
    if (scene === undefined) return;
    const paints = currentPaints();
    const { plot: area, across } = scene;
    if (box) {
      canvas.fillStyle = paints.axis;
      canvas.globalAlpha = 0.6;
      canvas.fillRect(box.from, area.top, box.to - box.from, area.bottom - area.top);
      canvas.globalAlpha = 1;
    }
    if (group.cursor === undefined) return;
    const at = across.pixel(group.cursor);
    if (!(at >= area.left - 1 && at <= area.right + 1)) return;
    canvas.strokeStyle = paints.cursor;
    canvas.lineWidth = 1;
    canvas.beginPath();
    canvas.moveTo(crisp(at), area.top);
    canvas.lineTo(crisp(at), area.bottom);
    canvas.stroke();
  }

  function readings(): Reading[] {
    if (scene === undefined || group.cursor === undefined) return [];
    return readAll(currentLines(), scene, group.cursor, settings.direction);
  }

  function point(x: number | undefined, y: number | undefined): void {
    pointer = x === undefined || y === undefined ? undefined : { x, y };
    const isIn = scene && pointer && pointer.x >= scene.plot.left - 4 && pointer.x <= scene.plot.right + 4;
    if (!scene || !pointer || !isIn || currentLines().length === 0) {
      group.point(undefined);
      hideHover();
      options.pointAt?.(undefined);
      return;
    }
    group.point(snap(currentLines(), scene.across, scene.across.value(pointer.x)));
    const found = readings();
    const near = nearestReading(found, pointer.y);
    const { left, top } = body.getBoundingClientRect();
    if (found.length === 0) hideHover();
    else showHover({ place: placeText(group.cursor ?? 0), readings: found, near }, left + pointer.x, top + pointer.y);
    options.pointAt?.(near?.run.id);
  }

  function placeText(x: number): string {
    const { axis } = settings;
    if (axis === "time") return formatDate(x, { now: Date.now(), seconds: true });
    if (axis === "relative") return formatDuration(x);
    return `${axisName()} ${formatNumber(x)}`;
  }

  function axisName(): string {
    const { axis } = settings;
    if (axis === "step") return t("step");
    if (axis === "time") return t("time");
    if (axis === "relative") return t("elapsed");
    return axis.slice("metric:".length);
  }

  function bestRun(): { readonly name: string; readonly x: number; readonly y: number } | undefined {
    if (settings.direction === "none") return undefined;
    const sign = settings.direction === "lower" ? 1 : -1;
    // a run of one point has no mark, but may be the best
    const found = settings.runs.flatMap(({ id, name }) => {
      const series = store.find(id);
      const best = settings.direction === "lower" ? series?.min : series?.max;
      return best ? [{ name, ...best }] : [];
    });
    return found.reduce<(typeof found)[number] | undefined>(
      (a, b) => (a && sign * (a.y - b.y) <= 0 ? a : b),
      undefined,
    );
  }

  /** Of one run; many are told by the run list. */
  function headline(): { readonly value: string; readonly word: string } | undefined {
    if (settings.runs.length !== 1) return undefined;
    const only = settings.runs[0] && store.find(settings.runs[0].id);
    const best = bestRun();
    if (best && only && only.count > 1)
      return { value: formatNumber(best.y), word: t("best at {0}", placeText(best.x).replace(/^step /, "")) };
    return only?.last && { value: formatNumber(only.last.y), word: t("last") };
  }

  function summary(): string {
    const best = bestRun();
    const count = currentLines().length;
    const { metric } = settings;
    if (count === 0) return t("{0}: no values", metric);
    return best
      ? t("{0}: {1} runs, best {2} of {3} at {4}", metric, count, formatNumber(best.y), best.name, placeText(best.x))
      : t("{0}: {1} runs", metric, count);
  }

  function middle(): number {
    return scene ? scene.across.value((scene.plot.left + scene.plot.right) / 2) : 0;
  }

  function png(): Promise<Blob> {
    const now = scene;
    if (now === undefined) return Promise.reject(new Error(t("Nothing to copy yet")));
    const head = 24;
    const paints = currentPaints();
    return toPng(now.width, now.height + head, (canvas) => {
      canvas.fillStyle = paints.page;
      canvas.fillRect(0, 0, now.width, now.height + head);
      canvas.fillStyle = paints.label;
      canvas.font = `12px ${paints.font}`;
      canvas.fillText(settings.metric, 0, 15);
      canvas.translate(0, head);
      paintScene(canvas, now, paints);
    });
  }

  const target = {
    axis: () => (scene && all ? { across: scene.across, all } : undefined),
    look: (view: Ends | undefined) => group.look(view),
    box: (ends: Ends | undefined) => {
      box =
        ends && scene
          ? { from: Math.max(ends.from, scene.plot.left), to: Math.min(ends.to, scene.plot.right) }
          : undefined;
      inNextFrame(paintOver);
    },
    point,
  };
  listenToPointer(over, target);

  body.addEventListener("keydown", (event) => {
    if (scene === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const { across } = scene;
    const go = (x: number | undefined) => {
      if (x === undefined) return;
      if (x < across.from || x > across.to) panBy(target, x < across.from ? -0.25 : 0.25);
      group.point(x);
      sayReadings();
    };
    const keys: Record<string, () => void> = {
      ArrowLeft: () =>
        event.shiftKey ? panBy(target, -0.2) : go(nextPlace(currentLines(), group.cursor ?? across.to, -1)),
      ArrowRight: () =>
        event.shiftKey ? panBy(target, 0.2) : go(nextPlace(currentLines(), group.cursor ?? across.from, 1)),
      Home: () => go(snap(currentLines(), across, across.from)),
      End: () => go(snap(currentLines(), across, across.to)),
      "+": () => zoomAround(target, group.cursor ?? middle(), 0.5),
      "=": () => zoomAround(target, group.cursor ?? middle(), 0.5),
      "-": () => zoomAround(target, group.cursor ?? middle(), 2),
      "0": () => group.look(undefined),
      Escape: () => {
        group.point(undefined);
        hideHover();
      },
    };
    const act = keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
  body.addEventListener("blur", () => {
    if (pointer === undefined) group.point(undefined);
    hideHover();
  });

  function sayReadings(): void {
    const found = readings();
    const [best] = found;
    const spoken = found.slice(0, 5).map(({ run, value }) => `${run.name} ${formatNumber(value)}`);
    const { left, top, height } = body.getBoundingClientRect();
    const at = scene?.across.pixel(group.cursor ?? 0) ?? 0;
    if (best)
      showHover({ place: placeText(group.cursor ?? 0), readings: found, near: best }, left + at, top + height / 2);
    say([placeText(group.cursor ?? 0), ...spoken].join(", "));
  }

  const listener = {
    viewed: () => {
      redraw();
      frame.draw();
    },
    pointed: () => inNextFrame(paintOver),
  };
  let stopListening = group.listen(listener);
  const stopWatching = watchScreen(frame.element, (isThere) => {
    isOnScreen = isThere;
    if (!isThere) store.rest();
    else {
      redraw();
      ask();
    }
  });
  const resizes = new ResizeObserver(redraw);
  resizes.observe(frame.element);
  const stopTheme = onTheme(redraw);
  body.style.height = `${heightOf()}px`;

  return {
    element: frame.element,
    update(next) {
      if (isSame(settings, next)) return;
      // a stretch of steps is none of the clock
      if (next.axis !== settings.axis) {
        group.look(undefined);
        group.point(undefined);
      }
      settings = next;
      lines = undefined;
      redraw();
      frame.draw();
      if (isOnScreen) ask();
    },
    join(next) {
      if (next === group) return;
      stopListening();
      group = next;
      stopListening = group.listen(listener);
      listener.viewed();
    },
    refresh(runs) {
      store.touch(runs);
      if (isOnScreen) ask();
    },
    highlight(run) {
      if (run === highlighted) return;
      highlighted = run;
      redraw();
    },
    dispose() {
      stopListening();
      stopWatching();
      stopTheme();
      resizes.disconnect();
      store.rest();
    },
  };
}

function isSame(a: LineChartSettings, b: LineChartSettings): boolean {
  const { runs: mine, ...rest } = a;
  const { runs: theirs, ...others } = b;
  const isEqual =
    mine.length === theirs.length &&
    mine.every((run, i) => {
      const other = theirs[i];
      return run.id === other?.id && run.place === other.place && run.name === other.name;
    });
  return isEqual && JSON.stringify(rest) === JSON.stringify(others);
}

function sized(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const sharpness = devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * sharpness), Math.round(height * sharpness)];
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
  }
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  context.setTransform(sharpness, 0, 0, sharpness, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}
