/** One feature's part in one prediction. */
export interface Part {
  /** Undefined: what the smallest come to together. */
  readonly feature: string | undefined;
  readonly given: string;
  readonly value: number;
  /** How many features it stands for. */
  readonly count: number;
}

/** A part and where its bar begins and ends. */
export interface Step extends Part {
  readonly from: number;
  readonly to: number;
}

/** The largest parts first, the rest in one, each from where the one before ended: the last ends at the prediction. */
export function waterfall(base: number, parts: readonly Part[], most: number): Step[] {
  const sorted = [...parts].sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const rest = sorted.length > most ? sorted.splice(most - 1) : [];
  if (rest.length > 0)
    sorted.push({
      feature: undefined,
      given: "",
      value: rest.reduce((sum, { value }) => sum + value, 0),
      count: rest.length,
    });
  let at = base;
  return sorted.map((part) => {
    const from = at;
    at += part.value;
    return { ...part, from, to: at };
  });
}

export interface Reason {
  /** What pushes the prediction where it went, the largest first. */
  readonly parts: readonly Part[];
  /** `most`: without these, less than half of the way is left. */
  readonly strength: "most" | "some" | "none";
}

const most = 3;

/** The fewest features, three at most, that explain over half of the way from the base to the prediction. */
export function reasonOf(base: number, value: number, parts: readonly Part[]): Reason {
  const way = value - base;
  if (way === 0 || !Number.isFinite(way)) return { parts: [], strength: "none" };
  const helping = parts.filter((part) => part.value * way > 0).sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const found: Part[] = [];
  let covered = 0;
  for (const part of helping) {
    if (found.length === most || covered >= 0.6 * Math.abs(way)) break;
    found.push(part);
    covered += Math.abs(part.value);
  }
  return { parts: found, strength: found.length === 0 ? "none" : covered > Math.abs(way) / 2 ? "most" : "some" };
}
