/** One line of what `npm run bench -- editor` prints. */
export interface Figure {
  readonly what: string;
  readonly ours: number;
  readonly unit: "ms" | "kB" | "fps" | "%";
  /** Undefined where the issue names none. */
  readonly goal?: number;
  readonly note?: string;
}

/** Frames a second should be many; all else should be little. */
function isMet({ ours, unit, goal }: Figure): boolean | undefined {
  if (goal === undefined) return undefined;
  return unit === "fps" ? ours >= goal : ours <= goal;
}

function written(value: number, unit: Figure["unit"]): string {
  if (Number.isNaN(value)) return "no figure";
  const digits = Math.abs(value) >= 100 ? 0 : 1;
  return `${value.toLocaleString("en", { maximumFractionDigits: digits })} ${unit}`;
}

export function line(figure: Figure): string {
  const { what, ours, unit, goal, note = "" } = figure;
  const met = isMet(figure);
  const sign = unit === "fps" ? "≥" : "≤";
  const cells = [
    what,
    written(ours, unit),
    goal === undefined ? "–" : `${sign} ${written(goal, unit)}`,
    met === undefined ? "" : met ? "met" : "**SHORT**",
    note,
  ];
  return `| ${cells.join(" | ")} |`;
}

export function markdown(figures: readonly Figure[]): string {
  return ["| what | ours | goal | | |", "|---|---|---|---|---|", ...figures.map(line)].join("\n");
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}
