import { readCharts } from "../../src/shared/charts";
import { formatNumber } from "../../src/shared/format";
import { host } from "../kit/host";
import { attempt, say } from "../kit/page";
import { onTheme } from "../kit/theme";
import { t } from "../kit/words";
import { createChartFrame } from "./chartFrame";
import { drawnLines, weightOf, wholeReach } from "./drawnLines";
import { inNextFrame, watchScreen } from "./frames";
import { type ChartGroup, createChartGroup } from "./group";
import { hideHover, showHover } from "./hoverBox";
import { listenToKeys } from "./lineKeys";
import { type AskCharts, createLineStore } from "./lineStore";
import { lineTable, longTable } from "./lineTable";
import { axisName, headline, placeText, summary } from "./lineWords";
import type { LineChart, LineChartSettings } from "./model";
import { currentPaints, paintPointer, paintScene, sized } from "./paint";
import { nearestReading, type Reading, readAll, snap } from "./reading";
import { withHouseConfig } from "./resolve";
import type { Ends } from "./scales";
import { layOut, type Scene, type SceneLine } from "./scene";
import { scenePng } from "./scenePng";
import { writeSvg } from "./sceneSvg";
import { lineSpec } from "./specs/line";
import { listenToPointer, zoomAround } from "./zoom";

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
    value: () => headline(settings, store.find),
    summary: said,
    table: () => lineTable(currentLines(), scene, axisName(settings.axis)),
    data: () => longTable(currentLines(), axisName(settings.axis), settings.metric),
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
    lines ??= drawnLines(settings, store);
    return lines;
  }

  function redraw(): void {
    inNextFrame(paint);
  }

  function paint(): void {
    if (!isOnScreen || !body.isConnected) return;
    body.style.height = `${heightOf()}px`;
    const { clientWidth: width, clientHeight: height } = body;
    if (width === 0) return;
    all = wholeReach(currentLines(), store, settings.isLogX);
    const canvas = sized(plot, width, height);
    const paints = currentPaints();
    body.setAttribute("aria-label", said());
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
        settings: { ...settings, smoothing: weightOf(settings) },
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

  function paintOver(): void {
    const canvas = sized(over, body.clientWidth, body.clientHeight);
    if (scene) paintPointer(canvas, scene, { cursor: group.cursor, box }, currentPaints());
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
    else showHover({ place: cursorText(), readings: found, near }, left + pointer.x, top + pointer.y);
    options.pointAt?.(near?.run.id);
  }

  function said(): string {
    return summary(settings, store.find, currentLines().length);
  }

  function cursorText(): string {
    return placeText(group.cursor ?? 0, settings.axis);
  }

  function middle(): number {
    return scene ? scene.across.value((scene.plot.left + scene.plot.right) / 2) : 0;
  }

  function png(): Promise<Blob> {
    if (scene === undefined) return Promise.reject(new Error(t("Nothing to copy yet")));
    return scenePng(scene, currentPaints(), settings.metric);
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

  listenToKeys(body, {
    ...target,
    lines: currentLines,
    cursor: () => group.cursor,
    middle,
    read(x) {
      group.point(x);
      sayReadings();
    },
    leave() {
      group.point(undefined);
      hideHover();
    },
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
    if (best) showHover({ place: cursorText(), readings: found, near: best }, left + at, top + height / 2);
    say([cursorText(), ...spoken].join(", "));
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
