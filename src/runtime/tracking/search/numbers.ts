import type { Comparator } from "../../../core/search/grammar";

/** Every comparison with NaN is false, but `!=`. */
export function numberTest(comparator: Comparator, wanted: number): (value: number) => boolean {
  switch (comparator) {
    case "=":
      return (value) => value === wanted;
    case "!=":
      return (value) => value !== wanted;
    case ">":
      return (value) => value > wanted;
    case ">=":
      return (value) => value >= wanted;
    case "<":
      return (value) => value < wanted;
    case "<=":
      return (value) => value <= wanted;
    default:
      throw new Error(`${comparator} does not compare numbers`);
  }
}
