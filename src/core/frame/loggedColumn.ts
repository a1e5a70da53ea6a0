import { columnOfValues } from "./columnOfValues";
import type { FrameColumn } from "./frame";

/** What a prediction log writes for numbers that JSON has not. */
const noNumbers: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
};

/** A column of what was logged: where the others are numbers, the words for no numbers are such; NaN is nothing. */
export function loggedColumn(name: string, values: readonly unknown[]): FrameColumn {
  if (!values.some(isWord) || !values.every(isNumberOrNothing)) return columnOfValues(name, values);
  return columnOfValues(
    name,
    values.map((each) => {
      const number = isWord(each) ? noNumbers[each] : each;
      return Number.isNaN(number) ? null : number;
    }),
  );
}

function isWord(value: unknown): value is string {
  return typeof value === "string" && Object.hasOwn(noNumbers, value);
}

function isNumberOrNothing(value: unknown): boolean {
  return value === null || value === undefined || typeof value === "number" || isWord(value);
}
