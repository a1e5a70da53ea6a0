import { isList, isMap, keyText } from "../../mapKeys";
import type { Value, ValueMap } from "../../values";

/** `parsing` of .dvc/config. */
export interface ParsingConfig {
  readonly bool?: "store_true" | "boolean_optional";
  readonly list?: "nargs" | "append";
}

/** A value that cannot stand in a text. */
export class NoText extends Error {}

/** What a value becomes in the middle of a text; a map becomes the flags of a command. */
export function toText(value: Value, config: ParsingConfig): string {
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "string") return value;
  if (isMap(value)) return flagsOf(value, config);
  if (isList(value)) throw new NoText("a list cannot stand in a text");
  return keyText(value);
}

/** `--name value` for each entry, with dots where maps lie in each other. */
function flagsOf(map: ValueMap, config: ParsingConfig): string {
  const flags: string[] = [];
  for (const [name, value] of flat(map)) {
    if (value === true) flags.push(`--${name}`);
    else if (value === false) {
      if (config.bool === "boolean_optional") flags.push(`--no-${name}`);
    } else if (isList(value)) {
      const items = value.map((item) => {
        if (isList(item) || isMap(item)) throw new NoText(`'${name}' is a list of lists or maps, which makes no flags`);
        return typeof item === "string" ? shellWord(item) : keyText(item);
      });
      if (config.list === "append") flags.push(...items.map((item) => `--${name} ${item}`));
      else if (items.length > 0) flags.push(`--${name} ${items.join(" ")}`);
    } else flags.push(`--${name} ${typeof value === "string" ? shellWord(value) : keyText(value)}`);
  }
  // Python's rstrip: a last empty text in quotes stays
  return flags.join(" ").trimEnd();
}

/** A map without entries within another stands for nothing. */
function* flat(map: ValueMap, above = ""): Iterable<readonly [string, Value]> {
  for (const [key, value] of Object.entries(map)) {
    const name = above + key;
    if (isMap(value)) yield* flat(value, `${name}.`);
    else yield [name, value];
  }
}

/** As Python's shlex.quote. */
export function shellWord(text: string): string {
  if (text === "") return "''";
  return /[^\w@%+=:,./-]/.test(text) ? `'${text.replaceAll("'", `'"'"'`)}'` : text;
}
