import type { Row } from "../tracking/table";
import type { Place } from "./contenders";
import { type Figures, type Side, tell } from "./rounds";

/** What the parts of the benchmark share. */
export interface Bench {
  readonly place: Place;
  /** Of one contender in one round. */
  readonly seconds: number;
  readonly rounds: number;
  /** Peers to measure against; undefined: all. */
  readonly wanted: readonly string[] | undefined;
  add(row: Row): void;
  note(line: string): void;
}

/** All rounds of a load. */
export function noteRounds({ note }: Bench, what: string, sides: readonly Side[], figures: readonly Figures[]): void {
  for (const [i, { name }] of sides.entries()) note(`${what}, ${tell(name, figures[i] as Figures)}`);
}
