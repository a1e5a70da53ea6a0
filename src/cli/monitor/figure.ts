/** Four digits that count; a dash where there is nothing. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  if (!Number.isFinite(value)) return String(value);
  if (value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e7)) return value.toExponential(3);
  return String(Number(value.toPrecision(4)));
}

/** Every digit, for programs. */
export function plainFigure(value: number | null | undefined): string {
  return value === null || value === undefined ? "" : String(value);
}
