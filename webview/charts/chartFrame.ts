import { html, nothing, render } from "lit";
import { host } from "../kit/host";
import { iconButton } from "../kit/icon";
import { attempt, say } from "../kit/page";
import { t } from "../kit/words";
import "./charts.css";
import { copyImage, fileName } from "./imageOut";
import { createPopup, type PopupItem } from "./popup";
import { type ChartTable, csvOf, tableOf } from "./table";

/** What a frame asks of the chart in it. */
export interface ChartSubject {
  title(): string;
  /** Beside the title, in small. */
  note?(): string | undefined;
  /** Above the plot, right: what the chart comes to. */
  value?(): { readonly value: string; readonly word: string } | undefined;
  /** For a screen reader: metric, runs, best. */
  summary(): string;
  /** What is in the picture. */
  table(): ChartTable;
  /** For a file; the table, if not told. */
  data?(): ChartTable;
  /** Without it the picture is of too many marks for anything but pixels. */
  svg?(): string | Promise<string>;
  png(): Promise<Blob>;
  /** A Vega-Lite spec with its data in it. */
  spec?(): unknown;
  readonly zoom?: { in(): void; reset(): void; isZoomed(): boolean };
  readonly threshold?: { value(): number | undefined; set(value: number | undefined): void };
  readonly log?: { isOn(): boolean; toggle(): void };
  /** Acts of the page on this chart, first in the menu. */
  readonly acts?: () => readonly PopupItem[];
  /** With it, the chart can be taken off the page. */
  readonly remove?: () => void;
  /** Where the tools stand when the page says the title itself: nothing is then above the plot. */
  readonly tools?: HTMLElement;
}

export interface ChartFrame {
  readonly element: HTMLElement;
  /** Where the chart draws. */
  readonly body: HTMLElement;
  readonly isLarge: boolean;
  /** Title, value and summary anew; the table too, when it is shown. */
  draw(): void;
  fail(message: string | undefined): void;
}

/** The figure round every chart: title and value above, tools on hover and focus, a table in place of the picture. */
export function createChartFrame(subject: ChartSubject): ChartFrame {
  const element = document.createElement("figure");
  element.className = "chart";
  const body = document.createElement("div");
  body.className = "chart-body";
  let isTable = false;
  let isLarge = false;
  let isAsking = false;
  let failure: string | undefined;
  const popup = createPopup();

  function draw(): void {
    element.classList.toggle("large", isLarge);
    body.hidden = isTable;
    if (subject.tools) render(tools(), subject.tools);
    render(
      html`${subject.tools ? nothing : head()} ${isAsking ? thresholdForm() : nothing} ${body}
      ${failure === undefined ? nothing : html`<p class="bad small chart-failed" role="alert">${failure}</p>`}
      ${isTable ? tableOf(subject.title(), subject.table()) : nothing}`,
      element,
    );
  }

  function head() {
    const note = subject.note?.();
    const value = subject.value?.();
    return html`<figcaption>
      <span class="chart-title cut" title=${subject.title()}>${subject.title()}</span>
      ${note ? html`<span class="chart-note cut">${note}</span>` : nothing}
      <span class="grow"></span>
      ${value ? html`<span class="chart-value"><b>${value.value}</b> <span>${value.word}</span></span>` : nothing}
      <span class="chart-tools">${tools()}</span>
    </figcaption>`;
  }

  function tools() {
    const { zoom, remove } = subject;
    return html`${zoom?.isZoomed() ? iconButton("screen-full", t("Show all"), () => zoom.reset()) : nothing}
      ${zoom ? iconButton("zoom-in", t("Zoom in"), () => zoom.in()) : nothing}
      ${iconButton("table", isTable ? t("Show as chart") : t("Show as table"), toggleTable, { isOn: isTable })}
      ${iconButton("ellipsis", t("More"), (event) => popup.open(event.currentTarget as HTMLElement, menu()), { opens: "menu" })}
      ${remove ? iconButton("close", t("Remove {0}", subject.title()), () => remove()) : nothing}`;
  }

  function menu(): PopupItem[] {
    const { threshold, log, acts } = subject;
    return [
      ...(acts ? [...acts(), "line" as const] : []),
      { label: isTable ? t("Show as chart") : t("Show as table"), act: toggleTable },
      { label: isLarge ? t("Smaller") : t("Larger"), act: toggleSize },
      ...(log ? [{ label: t("Logarithmic y axis"), isOn: log.isOn(), act: log.toggle }] : []),
      ...(threshold ? [{ label: t("Threshold…"), act: askThreshold }] : []),
      "line",
      { label: t("Copy as PNG"), act: () => attempt(copyPng, fail) },
      { label: t("Save as PNG…"), act: () => attempt(async () => savePng(await subject.png()), fail) },
      ...drawnItems(),
      {
        label: t("Save as CSV…"),
        act: () => attempt(() => save("csv", csvOf((subject.data ?? subject.table)())), fail),
      },
    ];
  }

  function drawnItems(): PopupItem[] {
    const { svg, spec } = subject;
    return [
      ...(svg
        ? [
            { label: t("Copy as SVG"), act: () => attempt(async () => copied(await svg()), fail) },
            { label: t("Save as SVG…"), act: () => attempt(async () => save("svg", await svg()), fail) },
          ]
        : []),
      ...(spec ? [{ label: t("Save as Vega-Lite JSON…"), act: () => attempt(() => saveSpec(spec()), fail) }] : []),
    ];
  }

  function toggleTable(): void {
    isTable = !isTable;
    draw();
    say(isTable ? t("{0} as a table", subject.title()) : t("{0} as a chart", subject.title()));
  }

  function toggleSize(): void {
    isLarge = !isLarge;
    draw();
  }

  function askThreshold(): void {
    isAsking = true;
    draw();
    element.querySelector<HTMLInputElement>(".chart-threshold input")?.focus();
  }

  function thresholdForm() {
    const set = (value: number | undefined) => {
      isAsking = false;
      subject.threshold?.set(value);
      draw();
    };
    return html`<form
      class="chart-threshold"
      @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        const text = (event.target as HTMLFormElement).querySelector("input")?.value.trim() ?? "";
        set(text === "" || !Number.isFinite(Number(text)) ? undefined : Number(text));
      }}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === "Escape") set(subject.threshold?.value());
      }}
    >
      <label>${t("Threshold")} <input type="number" step="any" .value=${String(subject.threshold?.value() ?? "")} /></label>
      <button class="link" type="submit">${t("Set")}</button>
      <button class="link" type="button" @click=${() => set(undefined)}>${t("None")}</button>
    </form>`;
  }

  async function copyPng(): Promise<void> {
    const image = await subject.png();
    if (await copyImage(image)) say(t("Copied {0}", subject.title()));
    else await savePng(image);
  }

  async function copied(text: string): Promise<void> {
    await host.copy(text);
    say(t("Copied {0}", subject.title()));
  }

  const save = (ending: string, content: string | Uint8Array) => host.save(fileName(subject.title(), ending), content);

  const savePng = async (image: Blob) => save("png", new Uint8Array(await image.arrayBuffer()));

  const saveSpec = (spec: unknown) => save("vl.json", `${JSON.stringify(spec, undefined, 1)}\n`);

  function fail(message: string | undefined): void {
    if (failure === message) return;
    failure = message;
    draw();
  }

  draw();
  return {
    element,
    body,
    get isLarge() {
      return isLarge;
    },
    draw,
    fail,
  };
}
