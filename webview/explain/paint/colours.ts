import { colour, seriesColour } from "../../kit/theme";
import type { Feature } from "../model/explained";
import { colourSpan } from "../model/quantiles";
import { inkOf, rampOf } from "./dots";

/** How dots of a feature are coloured by its values. */
export interface DotColours {
  ink(row: number): number;
  /** Of features with few words: what each colour stands for. */
  readonly legend: readonly { readonly place: number; readonly word: string }[] | undefined;
}

/** So many words have a colour of their own. */
const mostWords = 10;

export function valueRamp(): Uint32Array {
  return rampOf([colour("var(--tm-d1)"), colour("var(--tm-dm)"), colour("var(--tm-d7)")]);
}

/** From low to high; a missing value is grey. */
export function rampColours({ given, words }: Feature): DotColours {
  const ramp = valueRamp();
  const { from, to } = words ? { from: 0, to: Math.max(1, words.length - 1) } : colourSpan(given);
  const missing = inkOf(colour("var(--tm-ref)"));
  const scale = to > from ? (ramp.length - 1) / (to - from) : 0;
  const last = ramp.length - 1;
  return {
    ink(row) {
      const value = given[row] as number;
      if (Number.isNaN(value)) return missing;
      const place = scale === 0 ? last >> 1 : Math.round((value - from) * scale);
      return ramp[place < 0 ? 0 : place > last ? last : place] as number;
    },
    legend: undefined,
  };
}

/** A colour for each word where there are few, else from low to high. */
export function companionColours(feature: Feature): DotColours {
  const { words, given } = feature;
  if (words === undefined || words.length > mostWords) return rampColours(feature);
  const inks = words.map((_, i) => inkOf(seriesColour(i + 1)));
  const missing = inkOf(colour("var(--tm-ref)"));
  return {
    ink: (row) => inks[given[row] as number] ?? missing,
    legend: words.map((word, i) => ({ place: i + 1, word })),
  };
}
