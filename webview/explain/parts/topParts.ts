import { type Explained, givenText } from "../model/explained";
import { figure, signedFigure } from "../words";

export interface TopPart {
  readonly name: string;
  readonly given: string;
  readonly value: number;
  readonly text: string;
}

/** The parts that move one row most, the largest first. */
export function topParts({ features }: Explained, row: number, most: number): TopPart[] {
  return features
    .map((feature) => ({ feature, value: feature.values[row] as number }))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
    .slice(0, most)
    .filter(({ value }) => value !== 0)
    .map(({ feature, value }) => ({
      name: feature.name,
      given: givenText(feature, row, figure),
      value,
      text: signedFigure(value),
    }));
}
