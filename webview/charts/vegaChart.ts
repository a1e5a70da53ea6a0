import { attempt } from "../kit/page";
import { colour, onTheme } from "../kit/theme";
import { t } from "../kit/words";
import { createChartFrame } from "./chartFrame";
import { watchScreen } from "./frames";
import { toPng } from "./imageOut";
import { withHouseConfig } from "./resolve";
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
  dispose(): void;
}

export interface VegaChartOptions {
  /** The datum under the pointer; undefined: none. */
  pointAt?(datum: unknown): void;
  /** A datum was clicked. */
  open?(datum: unknown): void;
}

const manyMarks = 5000;

/** A chart that Vega draws; Vega itself is loaded when the first one comes on the screen. */
export function createVegaChart(first: VegaChartSettings, options: VegaChartOptions = {}): VegaChart {
  let settings = first;
  let drawn: VegaView | undefined;
  let drawing = 0;
  let isOnScreen = false;
  let isStale = true;
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
    const { createVegaView } = await import("./vegaView");
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
      isStillWanted: () => turn === drawing,
    });
    if (next === undefined) return;
    drawn?.finalize();
    drawn = next;
    body.style.minHeight = "";
    frame.fail(undefined);
    frame.element.dataset.drawn = "true";
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
    dispose() {
      drawing++;
      drawn?.finalize();
      resizes.disconnect();
      stopWatching();
      stopTheme();
    },
  };
}
