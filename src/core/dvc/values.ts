/**
 * A value of YAML 1.2, JSON or TOML as Python has it. An integer is a number, or a bigint beyond 2^53; a number with a
 * fraction is a float; a float without one (`1.0`, `1e3`) is a WholeFloat, so that it is written as a float again.
 */
export type Value = null | boolean | string | number | bigint | WholeFloat | readonly Value[] | ValueMap;

/** In the order of the file. */
export interface ValueMap {
  readonly [key: string]: Value;
}

export class WholeFloat {
  constructor(readonly value: number) {}
}
