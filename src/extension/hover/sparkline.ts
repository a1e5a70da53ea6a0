/** A small chart as a picture of its own: an SVG text without anything from outside in it but numbers. */
export interface Line {
  /** 1, 2, 3…: the run's place in the palette; the eleventh is the first again, dashed. */
  readonly colour: number;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

export type Theme = "dark" | "light" | "contrast" | "contrastLight";

const dark = [
  "#5AACFF",
  "#E79426",
  "#77E9CE",
  "#C06490",
  "#EECF60",
  "#8476D1",
  "#DA5A38",
  "#2A975A",
  "#83CFFF",
  "#A7A8B3",
];
const light = [
  "#3D64BC",
  "#934100",
  "#016655",
  "#C6628B",
  "#978204",
  "#54287A",
  "#810104",
  "#3D8659",
  "#3A8BB5",
  "#39444C",
];

/** Text and grid, as the page's text mixed with its ground: what a picture cannot ask the editor for. */
const inks: Readonly<Record<Theme, { text: string; grid: string; series: readonly string[] }>> = {
  dark: { text: "#9d9d9d", grid: "#383838", series: dark },
  light: { text: "#6b6b6b", grid: "#e2e2e2", series: light },
  contrast: { text: "#ffffff", grid: "#6f6f6f", series: dark },
  contrastLight: { text: "#292929", grid: "#8f8f8f", series: light },
};

export const chartSize = { width: 290, height: 84 };
const labelWidth = 46;
const edge = 4;

export function colourOf(place: number, theme: Theme): string {
  return inks[theme].series[(place - 1) % 10] ?? inks[theme].text;
}

/** Undefined when there is nothing to draw. `label` writes a value of the axis. */
export function sparkline(lines: readonly Line[], theme: Theme, label: (value: number) => string): string | undefined {
  const shown = lines.map((line) => ({ ...line, points: pointsOf(line) })).filter(({ points }) => points.length > 0);
  const all = shown.flatMap(({ points }) => points);
  if (all.length === 0) return undefined;
  const { width, height } = chartSize;
  const [x0, x1] = extent(all.map(([x]) => x));
  const [y0, y1] = extent(all.map(([, y]) => y));
  const place = (value: number, from: number, to: number) => (to === from ? 0.5 : (value - from) / (to - from));
  const left = (x: number) => round(edge + place(x, x0, x1) * (width - labelWidth - 2 * edge));
  const top = (y: number) => round(height - edge - place(y, y0, y1) * (height - 2 * edge));
  const { text, grid } = inks[theme];
  const marks = y0 === y1 ? [y0] : [y0, (y0 + y1) / 2, y1];
  const rules = marks.map(
    (value) =>
      `<path d="M0 ${top(value)}H${width - labelWidth}" stroke="${grid}"/>` +
      `<text x="${width}" y="${Math.min(Math.max(top(value) + 4, 10), height - 1)}" text-anchor="end">${escaped(label(value))}</text>`,
  );
  // the newest on top
  const drawn = [...shown].reverse().map(({ colour, points }) => {
    const stroke = `stroke="${colourOf(colour, theme)}"${colour > 10 ? ' stroke-dasharray="4 3"' : ""}`;
    const [only] = points;
    if (points.length === 1 && only)
      return `<circle cx="${left(only[0])}" cy="${top(only[1])}" r="2.5" fill="${colourOf(colour, theme)}"/>`;
    return `<path d="M${points.map(([x, y]) => `${left(x)} ${top(y)}`).join("L")}" fill="none" stroke-width="1.75" stroke-linejoin="round" stroke-linecap="round" ${stroke}/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="11" fill="${text}">${rules.join("")}${drawn.join("")}</svg>`;
}

/** The short line that stands before a run's name. */
export function swatch(colour: number, theme: Theme): string {
  const dash = colour > 10 ? ' stroke-dasharray="4 3"' : "";
  return `<svg xmlns="http://www.w3.org/2000/svg" width="14" height="10"><path d="M0 6H14" stroke-width="2" stroke="${colourOf(colour, theme)}"${dash}/></svg>`;
}

export function dataUri(svg: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
}

function pointsOf({ x, y }: Line): (readonly [number, number])[] {
  return Array.from(x, (each, i) => [each, y[i] ?? Number.NaN] as const).filter(
    ([a, b]) => Number.isFinite(a) && Number.isFinite(b),
  );
}

function extent(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
