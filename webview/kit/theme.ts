import { seriesVariable } from "./palette";

const listeners = new Set<() => void>();
let probe: HTMLElement | undefined;
let seen: Map<string, string> = new Map();

/** What a colour of the style sheet is just now, as canvas and charts need it: `var(--tm-c1)` → `rgb(…)`. */
export function colour(value: string): string {
  const known = seen.get(value);
  if (known !== undefined) return known;
  if (probe === undefined) {
    probe = document.createElement("span");
    probe.hidden = true;
    document.body.append(probe);
  }
  probe.style.color = "";
  probe.style.color = value;
  const found = getComputedStyle(probe).color;
  seen.set(value, found);
  return found;
}

/** The colour of a run's place in the palette; the eleventh is the first again, dashed. */
export function seriesColour(place: number): string {
  return colour(seriesVariable(place));
}

/** Calls back when the theme has changed: what was drawn with its colours is drawn again. Returns how to stop. */
export function onTheme(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

new MutationObserver(() => {
  seen = new Map();
  for (const listener of listeners) listener();
}).observe(document.body, { attributes: true, attributeFilter: ["class", "data-vscode-theme-id"] });
