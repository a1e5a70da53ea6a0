import type { PerturbationKind } from "../../shared/robustness";
import { createRandom, normal } from "../stats/random";
import { columnOf, isCategory, type ModelRows, spreadOf } from "./rows";

export interface Perturbation {
  readonly kind: PerturbationKind;
  readonly feature: string | null;
  readonly strength: string;
  apply(rows: ModelRows): Float64Array;
}

export interface Planned {
  readonly perturbations: readonly Perturbation[];
  readonly skipped: Readonly<Record<string, string>>;
}

const noises = [0.1, 0.5];
const partMissing = 0.3;
const partSwapped = 0.3;
const factor = 1.1;

/** All that is done to the rows: to all features at once, and to each alone. The same for the same seed. */
export function planPerturbations(rows: ModelRows, seed: number): Planned {
  const skipped: Record<string, string> = {};
  const columns = rows.features.map((_, feature) => columnOf(rows, feature));
  const categories = columns.map((column, feature) => rows.features[feature]?.kind === "words" || isCategory(column));
  const of = (wanted: (feature: number) => boolean) => rows.features.map((_, feature) => feature).filter(wanted);
  const numbers = of((feature) => !categories[feature] && spreadOf(columns[feature] as Float64Array) > 0);
  const swappable = of((feature) => categories[feature] === true && new Set(columns[feature]).size > 1);
  const holed = of((feature) => rows.features[feature]?.kind !== "whole");
  for (const [feature, { name, kind }] of rows.features.entries()) {
    if (kind === "whole") skipped[`missing: ${name}`] = "the model takes whole numbers there";
    if (!numbers.includes(feature) && !swappable.includes(feature)) skipped[name] = "it has one value only";
  }
  const spreads = columns.map(spreadOf);
  const make = (
    kind: PerturbationKind,
    features: readonly number[],
    strength: string,
    change: Change,
  ): Perturbation[] => {
    const one = (chosen: readonly number[], feature: string | null): Perturbation => ({
      kind,
      feature,
      strength,
      apply: (given) => changed(given, chosen, change, seed),
    });
    const each = features.map((feature) => one([feature], rows.features[feature]?.name ?? ""));
    return [...(features.length > 1 && kind !== "missing" ? [one(features, null)] : []), ...each];
  };
  return {
    perturbations: [
      ...noises.flatMap((part) =>
        make(
          "noise",
          numbers,
          `${part} of the standard deviation`,
          (value, { feature, normal }) => value + normal() * part * (spreads[feature] as number),
        ),
      ),
      ...make("missing", holed, `${100 * partMissing} % of the rows`, (value, { feature, random }) =>
        random() < partMissing ? nothing(rows, feature) : value,
      ),
      ...make("rounding", numbers, "to 2 digits", (value) =>
        Number.isFinite(value) ? Number(value.toPrecision(2)) : value,
      ),
      ...make("scaling", numbers, `times ${factor}`, (value) => value * factor),
      ...make("swap", swappable, `${100 * partSwapped} % of the rows`, (value, { feature, random }) =>
        random() < partSwapped ? otherValue(columns[feature] as Float64Array, value, random) : value,
      ),
    ],
    skipped,
  };
}

interface Cell {
  readonly feature: number;
  readonly random: () => number;
  readonly normal: () => number;
}

type Change = (value: number, cell: Cell) => number;

/** Each feature has chances of its own, so that alone and among all it is changed alike. */
function changed(
  { values, features, count }: ModelRows,
  chosen: readonly number[],
  change: Change,
  seed: number,
): Float64Array {
  const next = values.slice();
  for (const feature of chosen) {
    const random = createRandom(seed * 1000 + feature);
    const cell = { feature, random, normal: () => normal(random) };
    const isWhole = features[feature]?.kind === "whole";
    for (let row = 0, at = feature; row < count; row++, at += features.length) {
      const value = change(values[at] as number, cell);
      next[at] = isWhole ? Math.round(value) : value;
    }
  }
  return next;
}

/** Of words the empty one stands for nothing, which -1 names; of numbers NaN. */
function nothing({ features }: ModelRows, feature: number): number {
  return features[feature]?.kind === "words" ? -1 : Number.NaN;
}

/** A value of another row that is not this one, as often as such rows come. */
function otherValue(column: Float64Array, value: number, random: () => number): number {
  for (let tries = 0; tries < 20; tries++) {
    const found = column[Math.floor(random() * column.length)] as number;
    if (found !== value) return found;
  }
  return value;
}
