import { html, nothing } from "lit";
import { seriesDash, seriesVariable } from "../kit/palette";

/** A run's colour as a short line, dashed where the palette begins again. */
export function swatchLine(place: number) {
  return html`<svg class="swatch-line" width="14" height="8" aria-hidden="true">
    <line
      x1="0"
      x2="14"
      y1="4"
      y2="4"
      stroke-width="2"
      stroke-dasharray=${seriesDash(place).length > 0 ? "4 3" : nothing}
      .style=${`stroke: ${seriesVariable(place)}`}
    />
  </svg>`;
}
