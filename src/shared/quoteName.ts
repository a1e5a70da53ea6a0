/** A name as git shows it: as it is, or in quotes with escapes where it has control characters, quotes or backslashes. */
export function quoteName(name: string): string {
  return special.test(name) ? `"${name.replace(allSpecial, escaped)}"` : name;
}

/** A line for a terminal, in which nothing moves the cursor or makes a line of its own. */
export function escapeControls(line: string): string {
  return line.replace(controls, escaped);
}

const control = "\\u0000-\\u001f\\u007f";
const special = new RegExp(`["\\\\${control}]`);
const allSpecial = new RegExp(special, "g");
const controls = new RegExp(`[${control}]`, "g");

const short: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
  '"': '\\"',
  "\\": "\\\\",
};

function escaped(character: string): string {
  return short[character] ?? `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`;
}
