import type { Value } from "../dvc/values";
import { readPlainYaml } from "./readPlainYaml";

export interface ReadValues {
  /** Null of an empty text. */
  readonly value: Value;
  /** Texts that Python would have taken as a date. */
  readonly dates: readonly { readonly line: number; readonly text: string }[];
}

/**
 * A YAML 1.2 document with Python's numbers, as dvc reads it. Throws a YamlFault that names the line. The library is
 * loaded only for what is not plain.
 */
export async function readValues(text: string): Promise<ReadValues> {
  return readPlainYaml(text) ?? (await import("./readWhole")).readWhole(text);
}
