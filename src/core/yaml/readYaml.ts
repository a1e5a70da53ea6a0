import { parseYaml } from "./parseYaml";

/** A YAML document as plain values. Throws with line and column when it does not parse. */
export function readYaml(text: string): unknown {
  const { doc, error } = parseYaml(text);
  if (error) throw error;
  return doc.toJS() as unknown;
}
