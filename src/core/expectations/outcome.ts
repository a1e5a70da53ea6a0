/** What came of one expectation, in the words of Great Expectations' BASIC result. */
export interface Outcome {
  readonly success: boolean;
  readonly result: Readonly<Record<string, unknown>>;
  /** Rows that do not hold, the first of them. */
  readonly rows?: readonly number[];
  readonly values?: readonly unknown[];
}

/** Great Expectations would raise here: this expectation fails and says why, and the others go on. */
export class Unable extends Error {}

export function unable(message: string): never {
  throw new Unable(message);
}
