import { html, nothing, render } from "lit";
import { formatNumber } from "../../src/shared/format";
import { seriesDash, seriesVariable } from "../kit/palette";
import { t } from "../kit/words";
import { type Reading, shortList } from "./reading";

const most = 12;
let box: HTMLElement | undefined;

export interface HoverText {
  /** Where the cursor stands: step 41. */
  readonly place: string;
  readonly note?: string | undefined;
  readonly readings: readonly Reading[];
  readonly near: Reading | undefined;
}

/** The one box that follows the pointer over any chart: all runs where it stands. */
export function showHover({ place, note, readings, near }: HoverText, x: number, y: number): void {
  const shown = shortList(readings, near, most);
  show(
    html`<div class="place"><span>${place}</span><span>${note ?? nothing}</span></div>
      ${shown.map(
        ({ run, value }) => html`<div class=${run === near?.run ? "near" : ""}>
          <span class="stroke" .style=${strokeStyle(run.place)}></span
          ><span class="cut">${run.name}</span><span class="number">${formatNumber(value)}</span>
        </div>`,
      )}
      ${
        readings.length > shown.length
          ? html`<div class="rest">${t("and {0} more", readings.length - shown.length)}</div>`
          : nothing
      }`,
    x,
    y,
  );
}

/** One thing with its facts. */
export function showHoverLines(
  { title, rows }: { readonly title: string; readonly rows: readonly { label: string; value: string }[] },
  x: number,
  y: number,
): void {
  show(
    html`<div class="near"><span class="cut">${title}</span></div>
      ${rows.map(
        ({ label, value }) =>
          html`<div><span class="cut muted">${label}</span><span class="number">${value}</span></div>`,
      )}`,
    x,
    y,
  );
}

function show(content: unknown, x: number, y: number): void {
  if (box === undefined) {
    box = document.createElement("div");
    box.className = "hover chart-hover";
    document.body.append(box);
  }
  render(content, box);
  box.hidden = false;
  const { offsetWidth: width, offsetHeight: height } = box;
  const left = x + 16 + width > innerWidth - 4 ? x - 16 - width : x + 16;
  box.style.left = `${Math.max(4, left)}px`;
  box.style.top = `${Math.max(4, Math.min(y - height / 2, innerHeight - height - 4))}px`;
}

export function hideHover(): void {
  if (box) box.hidden = true;
}

/** A run's line in small, dashed where it is. */
function strokeStyle(place: number): string {
  const colour = seriesVariable(place);
  return seriesDash(place).length === 0
    ? `background:${colour}`
    : `background:repeating-linear-gradient(90deg, ${colour} 0 4px, transparent 4px 7px)`;
}
