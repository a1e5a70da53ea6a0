/** Colours between colours. Each is `rgb(r, g, b)`, as a browser says it. */
export function rampColour(colours: readonly string[], share: number): string {
  const at = Math.max(0, Math.min(1, share)) * (colours.length - 1);
  const low = Math.min(Math.floor(at), colours.length - 2);
  const [from, to] = [channels(colours[low] ?? ""), channels(colours[low + 1] ?? "")];
  const mixed = from.map((value, i) => Math.round(value + ((to[i] ?? value) - value) * (at - low)));
  return `rgb(${mixed.join(", ")})`;
}

function channels(colour: string): number[] {
  return (colour.match(/[\d.]+/g) ?? ["128", "128", "128"]).slice(0, 3).map(Number);
}
