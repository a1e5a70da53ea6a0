const variables = (letter: string, count: number) =>
  Array.from({ length: count }, (_, i) => `var(--tm-${letter}${i + 1})`);

/** How every chart of Vega-Lite looks. `var()` stands for the theme's value; see `resolved`. */
export const houseConfig = {
  background: null,
  padding: 0,
  font: "var(--vscode-font-family)",
  autosize: { type: "fit", contains: "padding" },
  view: { stroke: null },
  axis: {
    labelColor: "var(--tm-muted)",
    labelFontSize: 11,
    labelPadding: 4,
    titleColor: "var(--tm-muted)",
    titleFontSize: 11,
    titleFontWeight: "normal",
    titlePadding: 6,
    domain: false,
    ticks: false,
    grid: true,
    gridColor: "var(--tm-line)",
    gridWidth: 1,
    labelFlush: true,
    tickCount: 4,
    labelOverlap: "greedy",
  },
  axisX: {
    grid: false,
    domain: true,
    domainColor: "var(--tm-track)",
    ticks: true,
    tickColor: "var(--tm-track)",
    tickSize: 4,
    labelPadding: 3,
    tickCount: 5,
  },
  axisY: { labelLimit: 120 },
  axisBand: { grid: false, ticks: false },
  title: {
    color: "var(--vscode-foreground)",
    fontSize: 12,
    fontWeight: 500,
    anchor: "start",
    offset: 8,
    subtitleColor: "var(--tm-muted)",
    subtitleFontSize: 11,
  },
  legend: { disable: true, labelColor: "var(--tm-muted)", titleColor: "var(--tm-muted)", titleFontWeight: "normal" },
  header: { labelColor: "var(--tm-muted)", titleColor: "var(--tm-muted)", titleFontWeight: "normal" },
  line: { strokeWidth: 1.75, strokeCap: "round", strokeJoin: "round" },
  rule: { color: "var(--tm-faint)", strokeWidth: 1 },
  area: { opacity: 0.16, line: false },
  point: { size: 28, filled: true, opacity: 1, strokeWidth: 0 },
  bar: { cornerRadiusEnd: 1, color: "var(--tm-c1)" },
  text: { color: "var(--tm-muted)", fontSize: 11 },
  tick: { thickness: 1.5 },
  range: {
    category: variables("c", 10),
    ramp: variables("s", 7),
    heatmap: variables("s", 7),
    diverging: variables("d", 7),
  },
  style: {
    raw: { strokeWidth: 1, opacity: 0.28 },
    smooth: { strokeWidth: 1.75 },
    best: { filled: true, opacity: 1, size: 36, stroke: "var(--vscode-editor-background)", strokeWidth: 1.5 },
    threshold: { strokeDash: [4, 3], color: "var(--tm-muted)" },
    band: { opacity: 0.16 },
    cursor: { color: "var(--tm-faint)" },
  },
} as const;

/** Every `var()` in it replaced. */
export function resolved<T>(value: T, resolve: (variable: string) => string): T {
  if (typeof value === "string") return (value.startsWith("var(") ? resolve(value) : value) as T;
  if (Array.isArray(value)) return value.map((each) => resolved(each, resolve)) as T;
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolved(each, resolve)])) as T;
}
