/** A value with commas outside of quotes is a list. */
export type ConfigValue = string | readonly string[];

/** What stands behind `=`, without its comment; undefined for what does not read. */
export function readConfigValue(text: string): { readonly value: ConfigValue; readonly comment: string } | undefined {
  const items: string[] = [];
  let rest = text.trim();
  if (/^,\s*(?:#.*)?$/.test(rest)) return { value: [], comment: rest.slice(1).trim() };
  for (let isList = false; ; isList = true) {
    const item = itemAt(rest);
    if (item === undefined) return undefined;
    const { value, after } = item;
    if (!after.startsWith(",")) {
      if (value !== undefined) items.push(value);
      const comment = after.trim();
      return { value: isList ? items : (items[0] ?? ""), comment };
    }
    if (value === undefined) return undefined;
    items.push(value);
    rest = after.slice(1).trimStart();
  }
}

/** The item at the start, in quotes or up to a comma or comment, and what follows; no value where there is none. */
function itemAt(text: string): { readonly value?: string; readonly after: string } | undefined {
  const [quote = ""] = text;
  if (quote !== '"' && quote !== "'") {
    const bare = /^[^,#]*/.exec(text)?.[0] ?? "";
    const value = bare.trim();
    return { ...(value !== "" && { value }), after: text.slice(bare.length) };
  }
  for (let end = text.indexOf(quote, 1); end > 0; end = text.indexOf(quote, end + 1)) {
    const after = text.slice(end + 1).trimStart();
    if (after === "" || after.startsWith(",") || after.startsWith("#")) return { value: text.slice(1, end), after };
  }
  return undefined;
}

/** Undefined where no quotes can hold it. */
export function writeConfigValue(value: ConfigValue): string | undefined {
  if (typeof value !== "string") {
    const items = value.map(quoted);
    if (items.some((item) => item === undefined)) return undefined;
    return items.length === 0 ? "," : items.length === 1 ? `${items[0]},` : items.join(", ");
  }
  const needsTriple = value.includes("\n") || (value.includes("'") && value.includes('"'));
  if (!needsTriple) return quoted(value);
  if (!value.includes('"""')) return `'''${value}'''`;
  return value.includes("'''") ? undefined : `"""${value}"""`;
}

const edge = /^[ \r\n\v\t'"]|[ \r\n\v\t'"]$/;

/** A name, or an item of a list: on one line. */
export function quoted(value: string): string | undefined {
  if (value === "") return '""';
  if (value.includes("\n")) return undefined;
  if (!edge.test(value) && !/[,#]/.test(value)) return value;
  if (!value.includes('"')) return `"${value}"`;
  return value.includes("'") ? undefined : `'${value}'`;
}
