import type { Value } from "../values";

/** What `-S` says of one parameter, in the words of Hydra's override grammar. */
export interface Override {
  /** `key=…` changes what is there, `+key=…` adds, `++key=…` does either, `~key` removes. */
  readonly kind: "change" | "add" | "force" | "remove";
  /** Names between dots. */
  readonly key: string;
  /** Undefined only of `~key`. */
  readonly value: Value | undefined;
  /** As it was typed, without the file. */
  readonly text: string;
}

/** An override that stands for several: one trial each. */
export interface Sweep extends Omit<Override, "value"> {
  readonly sweep: SweepValues;
}

export type SweepValues =
  | { readonly kind: "choice"; readonly values: readonly Value[] }
  /** As Python's range; floats are written and counted in decimals. */
  | { readonly kind: "range"; readonly values: readonly Value[] }
  /** What only a search draws from. */
  | Distribution;

export interface Distribution {
  readonly kind: "float" | "integer";
  readonly low: number;
  /** Of integers itself possible. */
  readonly high: number;
  readonly log: boolean;
  readonly step?: number;
}

/** What was typed is no override; the message is one line that says where. */
export class OverrideFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = "OverrideFault";
  }
}

const defaultFile = "params.yaml";

/** `file:key=value`; without a file it is params.yaml. */
export function splitFile(text: string): { readonly file: string; readonly override: string } {
  const head = text.split("=", 1)[0] ?? "";
  const colon = head.indexOf(":");
  if (colon < 0) return { file: defaultFile, override: text };
  return { file: text.slice(0, colon), override: text.slice(colon + 1) };
}
