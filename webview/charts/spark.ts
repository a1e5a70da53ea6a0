import { nothing, svg } from "lit";
import { seriesVariable } from "../kit/palette";
import { pathOf } from "./sceneSvg";

export interface SparkOptions {
  readonly width?: number;
  readonly height?: number;
  /** The run's place in the palette; faint unless said. */
  readonly place?: number | undefined;
  readonly label?: string;
}

/** A line as high as a row of text. What is no number is a gap; a single value is a point. */
export function sparkline(values: ArrayLike<number>, options: SparkOptions = {}) {
  const { width = 56, height = 16, place, label } = options;
  const path = sparkPath(values, width, height);
  const style = `stroke:${place === undefined ? "var(--tm-faint)" : seriesVariable(place)}`;
  return svg`<svg class="spark" width=${width} height=${height} viewBox="0 0 ${width} ${height}" fill="none" role=${label === undefined ? nothing : "img"} aria-label=${label ?? nothing} aria-hidden=${label === undefined ? "true" : nothing}><path d=${path} stroke-width="1.25" stroke-linejoin="round" stroke-linecap="round" .style=${style}></path></svg>`;
}

export function sparkPath(values: ArrayLike<number>, width: number, height: number): string {
  const edge = 1.5;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const line: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const x = values.length === 1 ? width / 2 : edge + (i / (values.length - 1)) * (width - 2 * edge);
    const y = high === low ? height / 2 : height - edge - ((value - low) / (high - low)) * (height - 2 * edge);
    line.push(Number.isFinite(value) ? x : Number.NaN, y);
  }
  // a line of no length with round ends is a point
  if (values.length === 1 && Number.isFinite(values[0])) line.push(line[0] as number, line[1] as number);
  return pathOf(line);
}
