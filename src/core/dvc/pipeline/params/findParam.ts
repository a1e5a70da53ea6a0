import { isList, isMap } from "../../mapKeys";
import type { Value } from "../../values";

export interface Match {
  readonly path: readonly (string | number)[];
  readonly value: Value;
}

/** What a dotted name leads to: keys and positions, with `*`, `?` and `[…]` in a part, and `**` for any depth. */
export function matchPaths(value: Value, name: string): readonly Match[] {
  const parts = name.replace(/^\.+/, "").split(".");
  if (parts.every((part) => !/[*?[]/.test(part))) {
    const found = plainMatch(value, parts);
    return found ? [found] : [];
  }
  const matches: Match[] = [];
  walk(value, [], (path, each) => {
    if (fitsPath(path, parts)) matches.push({ path, value: each });
  });
  return matches;
}

/** The one value of a name; undefined when there is none, or more than one. */
export function findParam(value: Value, name: string): Value | undefined {
  const [first, ...others] = matchPaths(value, name);
  return others.length > 0 ? undefined : first?.value;
}

function plainMatch(value: Value, parts: readonly string[]): Match | undefined {
  const path: (string | number)[] = [];
  let at = value;
  for (const part of parts) {
    if (isMap(at) && Object.hasOwn(at, part)) {
      path.push(part);
      at = at[part] as Value;
    } else if (isList(at) && /^-?\d+$/.test(part)) {
      const index = Number(part) < 0 ? at.length + Number(part) : Number(part);
      if (index < 0 || index >= at.length) return undefined;
      path.push(index);
      at = at[index] as Value;
    } else return undefined;
  }
  return { path, value: at };
}

function walk(
  value: Value,
  path: readonly (string | number)[],
  see: (path: Match["path"], value: Value) => void,
): void {
  const entries: readonly (readonly [string | number, Value])[] = isList(value)
    ? value.map((each, i) => [i, each] as const)
    : isMap(value)
      ? Object.entries(value)
      : [];
  for (const [key, each] of entries) {
    see([...path, key], each);
    walk(each, [...path, key], see);
  }
}

function fitsPath(path: Match["path"], parts: readonly string[]): boolean {
  const any = parts.indexOf("**");
  if (any < 0) return path.length === parts.length && parts.every((part, i) => fitsPart(path[i] as string, part));
  const [before, after] = [parts.slice(0, any), parts.slice(any + 1)];
  if (path.length < before.length + after.length) return false;
  return (
    before.every((part, i) => fitsPart(path[i] as string, part)) &&
    after.every((part, i) => fitsPart(path[path.length - after.length + i] as string, part))
  );
}

/** As Python's fnmatchcase. */
function fitsPart(key: string | number, pattern: string): boolean {
  const parts = pattern.match(/\[!?\]?[^\]]*\]|[\s\S]/g) ?? [];
  const source = parts.map((part) => {
    if (part === "*") return "[\\s\\S]*";
    if (part === "?") return "[\\s\\S]";
    if (part.length > 1) return `[${part.slice(1, -1).replace(/^!/, "^").replaceAll("\\", "\\\\")}]`;
    return part.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  });
  return new RegExp(`^${source.join("")}$`).test(String(key));
}
