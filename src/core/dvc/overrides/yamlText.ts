import { plainScalar } from "../../yaml/plainScalar";
import { entriesOf, isList, isMap } from "../mapKeys";
import { floatText } from "../pythonFloat";
import { type Value, WholeFloat } from "../values";

/** A value on one line, as YAML of every version reads it back. */
export function yamlText(value: Value): string {
  if (value === null) return "null";
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (value instanceof WholeFloat) return floatYaml(value.value);
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : floatYaml(value);
  if (typeof value === "string") return textYaml(value);
  if (isList(value)) return `[${value.map(yamlText).join(", ")}]`;
  if (!isMap(value)) throw new TypeError("no value of YAML");
  return `{${entriesOf(value)
    .map(([key, each]) => `${yamlText(key)}: ${yamlText(each)}`)
    .join(", ")}}`;
}

/** YAML 1.1 wants a point before an exponent; 1.2 takes both. */
function floatYaml(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? ".nan" : value > 0 ? ".inf" : "-.inf";
  return floatText(value).replace(/^(-?\d+)e/, "$1.0e");
}

const word = /^[\p{L}_/][\p{L}\p{N}_/.+@%=~-]*(?: [\p{L}\p{N}_/.+@%=~-]+)*$/u;
const words11 = /^(?:y|yes|n|no|on|off|true|false|null|~)$/i;

function textYaml(text: string): string {
  return word.test(text) && !words11.test(text) && plainScalar(text) === text ? text : JSON.stringify(text);
}
