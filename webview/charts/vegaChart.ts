import { formatNumber } from "../../src/shared/format";
import { attempt } from "../kit/page";
import { colour, onTheme } from "../kit/theme";
import { t } from "../kit/words";
import { createChartFrame } from "./chartFrame";
import { watchScreen } from "./frames";
import { hideHover, showHoverLines } from "./hoverBox";
import { toPng } from "./imageOut";
import type { PopupItem } from "./popup";
import { withHouseConfig } from "./resolve";
import { nearParam } from "./specs/points";
import type { ChartTable } from "./table";
import type { VegaView } from "./vegaView";

/** A chart of Vega-Lite. `spec` is of a builder in `specs/`, its data in it; the house's config is added. */
export interface VegaChartSettings {
  readonly title: string;
  /** Beside the title, in small: how much is shown. */
  readonly note?: string | undefined;
  readonly summary: string;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly table: ChartTable;
  /** Of the picture, in pixels; 220 unless said. */
  readonly height?: number;
  /** More than 5,000 are drawn on a canvas. */
  readonly marks?: number;
}

export interface VegaChart {
  readonly element: HTMLElement;
  update(settings: VegaChartSettings): void;
  /** One run stands out; undefined: none does. */
  highlight(run: string | undefined): void;
  dispose(): void;
}

export interface VegaChartOptions {
  /** The datum under the pointer; undefined: none. */
  pointAt?(datum: unknown): void;
  /** A datum was clicked. */
  open?(datum: unknown): void;
  /** Acts of the page on this chart, first in its menu. */
  readonly acts?: () => readonly PopupItem[];
  /** With it, the chart can be taken off the page. */
  readonly remove?: () => void;
}

const manyMarks = 5000;

/** A chart that Vega draws; Vega itself is loaded when the first one comes on the screen. */
export function createVegaChart(first: VegaChartSettings, options: VegaChartOptions = {}): VegaChart {
  let settings = first;
  let drawn: VegaView | undefined;
  let drawing = 0;
  let isOnScreen = false;
  let isStale = true;
  let highlighted: string | undefined;
  let show: ((run: string | undefined) => void) | undefined;
  const frame = createChartFrame({
    title: () => settings.title,
    note: () => settings.note,
    summary: () => settings.summary,
    table: () => settings.table,
    svg: async () => (await view()).toSVG(),
    png: async () => {
      const canvas = await (await view()).toCanvas(2);
      const [width, height] = [canvas.width / 2, canvas.height / 2];
      return toPng(width, height, (context) => {
        context.fillStyle = colour("var(--vscode-editor-background)");
        context.fillRect(0, 0, width, height);
        context.drawImage(canvas, 0, 0, width, height);
      });
    },
    spec: () => withHouseConfig({ ...settings.spec, title: settings.title }),
    ...(options.acts ? { acts: options.acts } : {}),
    ...(options.remove ? { remove: options.remove } : {}),
  });
  const { body } = frame;
  const picture = document.createElement("div");
  picture.className = "chart-picture";
  body.classList.add("vega");
  body.append(picture);
  body.tabIndex = 0;
  body.setAttribute("role", "img");

  async function view(): Promise<VegaView> {
    if (drawn === undefined || isStale) await draw();
    if (drawn === undefined) throw new Error(t("Nothing to copy yet"));
    return drawn;
  }

  async function draw(): Promise<void> {
    const turn = ++drawing;
    isStale = false;
    const { createVegaView, highlightIn } = await import("./vegaView");
    const width = body.clientWidth;
    if (turn !== drawing || width === 0) {
      isStale = true;
      return;
    }
    const height = heightOf();
    const next = await createVegaView({
      into: picture,
      spec: { ...withHouseConfig(settings.spec), width, height },
      renderer: (settings.marks ?? 0) > manyMarks ? "canvas" : "svg",
      pointAt: options.pointAt,
      open: options.open,
      tell,
      isStillWanted: () => turn === drawing,
    });
    if (next === undefined) return;
    drawn?.finalize();
    drawn = next;
    show = hasNear() ? (run) => highlightIn(next, run) : undefined;
    show?.(highlighted);
    body.style.minHeight = "";
    frame.fail(undefined);
    frame.element.dataset.drawn = "true";
  }

  function hasNear(): boolean {
    const { params } = settings.spec;
    return Array.isArray(params) && params.includes(nearParam);
  }

  /** The first of what a mark says is its name. */
  function tell(said: Readonly<Record<string, unknown>> | undefined, x: number, y: number): void {
    if (said === undefined) {
      hideHover();
      return;
    }
    const [first, ...rest] = Object.entries(said);
    const rows = rest.map(([label, value]) => ({ label, value: read(value) }));
    showHoverLines({ title: first ? read(first[1]) : settings.title, rows }, x, y);
  }

  function heightOf(): number {
    return (settings.height ?? 220) * (frame.isLarge ? 2 : 1);
  }

  function redraw(): void {
    isStale = true;
    body.setAttribute("aria-label", settings.summary);
    if (isOnScreen) attempt(draw, frame.fail);
  }

  let lastWidth = 0;
  let lastHeight = 0;
  const resizes = new ResizeObserver(() => {
    if (body.clientWidth === lastWidth && heightOf() === lastHeight) return;
    lastWidth = body.clientWidth;
    lastHeight = heightOf();
    redraw();
  });
  resizes.observe(frame.element);
  const stopWatching = watchScreen(frame.element, (isThere) => {
    isOnScreen = isThere;
    if (isThere && isStale) redraw();
  });
  const stopTheme = onTheme(redraw);
  body.style.minHeight = `${heightOf()}px`;
  body.setAttribute("aria-label", settings.summary);

  return {
    element: frame.element,
    update(next) {
      if (next === settings || JSON.stringify(next) === JSON.stringify(settings)) return;
      settings = next;
      frame.draw();
      redraw();
    },
    highlight(run) {
      if (run === highlighted) return;
      highlighted = run;
      show?.(run);
    },
    dispose() {
      hideHover();
      drawing++;
      drawn?.finalize();
      resizes.disconnect();
      stopWatching();
      stopTheme();
    },
  };
}

/** Vega says every value as text. */
function read(value: unknown): string {
  const text = String(value);
  return text !== "" && Number.isFinite(Number(text)) ? formatNumber(Number(text)) : text;
}
