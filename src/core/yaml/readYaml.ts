import { parse } from "yaml";

/** A YAML document as plain values. Throws with line and column when it does not parse. */
export function readYaml(text: string): unknown {
  return parse(text);
}
