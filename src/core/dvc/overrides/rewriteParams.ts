import { addLeaves } from "../compare/diffValues";
import { entriesOf, isList, isMap, keyText } from "../mapKeys";
import { readValueFile } from "../pipeline/files/valueFile";
import { floatText } from "../pythonFloat";
import { pythonJson } from "../pythonJson";
import { type Value, type ValueMap, WholeFloat } from "../values";
import { OverrideFault } from "./override";
import { yamlText } from "./yamlText";

/** The text of a file of parameters with the wanted data; what does not change stays as it is written. */
export async function rewriteParams(file: string, text: string, wanted: ValueMap): Promise<string> {
  const read = await readValueFile(file, text);
  if ("fault" in read || !isMap(read.value)) throw new OverrideFault(`${file}: it does not read`);
  if (yamlText(read.value) === yamlText(wanted)) return text;
  const ending = /\.[^./]+$/.exec(file)?.[0].toLowerCase();
  if (ending === ".json") return rewriteJson(text, wanted);
  if (ending !== ".toml" && ending !== ".py") return (await import("./rewriteYaml")).rewriteYaml(text, wanted);
  const result = rewriteLines(text, read.value, wanted, ending);
  const again = await readValueFile(file, result);
  if ("fault" in again || yamlText(again.value) !== yamlText(wanted))
    throw new OverrideFault(`${file}: only values that stand on a line of their own can be set here; edit the file`);
  return result;
}

function rewriteJson(text: string, wanted: ValueMap): string {
  const indent = /^\s*\{\s*\n([ \t]+)/.exec(text)?.[1] ?? (/\n/.test(text.trim()) ? "    " : "");
  return `${jsonAt(wanted, indent, "")}${/\n$/.test(text) ? "\n" : ""}`;
}

function jsonAt(value: Value, indent: string, above: string): string {
  const [open, inner] = indent === "" ? ["", ""] : [`\n${above}${indent}`, above + indent];
  const close = indent === "" ? "" : `\n${above}`;
  const comma = indent === "" ? ", " : `,${open}`;
  if (isList(value) && value.length > 0)
    return `[${open}${value.map((each) => jsonAt(each, indent, inner)).join(comma)}${close}]`;
  if (isMap(value) && entriesOf(value).length > 0)
    return `{${open}${entriesOf(value)
      .map(([key, each]) => `${JSON.stringify(keyText(key))}: ${jsonAt(each, indent, inner)}`)
      .join(comma)}${close}}`;
  return typeof value === "string" ? JSON.stringify(value) : pythonJson(value);
}

/** `name = value` lines of TOML and Python: the value of a leaf that changed, in the table or class that it stands in. */
function rewriteLines(text: string, old: ValueMap, wanted: ValueMap, ending: ".toml" | ".py"): string {
  const [before, after] = [leavesOf(old), leavesOf(wanted)];
  const lines = text.split(/(?<=\n)/);
  for (const [name, value] of after) {
    const was = before.get(name);
    if (was === undefined || yamlText(was) === yamlText(value)) continue;
    const parts = name.split(".");
    const last = parts.at(-1) ?? "";
    const at = lines.findIndex(
      (line, i) => keyOf(line) === last && tableAt(lines, i, ending) === parts.slice(0, -1).join("."),
    );
    if (at < 0) continue;
    lines[at] = (lines[at] ?? "").replace(
      /^(\s*[^=]+?=\s*)("(?:[^"\\]|\\.)*"|'[^']*'|\[[^\]]*\]|[^#\r\n]*?)(\s*(?:#.*)?\r?\n?)$/,
      (_, head: string, __, tail: string) => head + literal(value, ending) + tail,
    );
  }
  return lines.join("");
}

function leavesOf(map: ValueMap): Map<string, Value> {
  const leaves = new Map<string, Value>();
  addLeaves(leaves, map, "");
  return leaves;
}

function keyOf(line: string): string | undefined {
  return /^\s*(?:self\.)?["']?([\w-]+)["']?\s*(?::[^=]*)?=/.exec(line)?.[1];
}

/** The header that a line stands below; of Python the class. */
function tableAt(lines: readonly string[], at: number, ending: ".toml" | ".py"): string {
  const header = ending === ".toml" ? /^\s*\[([^[\]]+)\]/ : /^class\s+(\w+)/;
  if (ending === ".py" && !/^\s/.test(lines[at] ?? "")) return "";
  for (let i = at; i >= 0; i--) {
    const found = header.exec(lines[i] ?? "")?.[1];
    if (found !== undefined) return found.replaceAll(/["'\s]/g, "");
  }
  return "";
}

function literal(value: Value, ending: ".toml" | ".py"): string {
  if (ending === ".py") {
    if (value === null) return "None";
    if (typeof value === "boolean") return value ? "True" : "False";
  }
  if (typeof value === "string") return JSON.stringify(value);
  if (isList(value)) return `[${value.map((each) => literal(each, ending)).join(", ")}]`;
  if (value instanceof WholeFloat) return floatText(value.value);
  return typeof value === "number" && !Number.isInteger(value) ? floatText(value) : String(value);
}
