/** A line of `.dvcignore` as something that paths can be held against. */
export interface IgnorePattern {
  /** As it stands in the file. */
  readonly written: string;
  /** `.dvcignore:3`, the file from the project's root. */
  readonly where: string;
  /** False of a line with `!`. */
  readonly ignores: boolean;
  /** Ends with `/`: speaks of folders only. */
  readonly foldersOnly: boolean;
  /** Matches the start of a path from the project's root. */
  readonly regex: RegExp;
}

/** The pattern that `written` in the `.dvcignore` of `folder` ("" is the root) is; undefined for what says nothing. */
export function ignorePattern(written: string, folder: string, where: string): IgnorePattern | undefined {
  if (written.trim() === "/") return undefined;
  const rebased = folder === "" ? written : rebase(written, folder);
  const rule = rebased.endsWith("\\ ") ? rebased : rebased.trimEnd();
  if (rule === "" || rule.startsWith("#")) return undefined;
  const ignores = !rule.startsWith("!");
  const source = regexOf((ignores ? rule : rule.slice(1)).split("/"));
  return source === undefined
    ? undefined
    : { written, where, ignores, foldersOnly: rebased.endsWith("/"), regex: new RegExp(source) };
}

/** The same rule, said from the root. One without a slash before its end holds in all folders below. */
function rebase(written: string, folder: string): string {
  const trimmed = written.trim();
  const not = trimmed.startsWith("!");
  const rule = not ? trimmed.slice(1) : trimmed;
  const hasPlace = rule.slice(0, -1).includes("/") && !rule.startsWith("**/");
  const bare = (hasPlace ? rule.replace(/^\//, "") : rule.replace(/^\*\*\//, "")).replace(/^\\/, "");
  const whole = `${folder}/${hasPlace ? "" : "**/"}${bare}`;
  return not ? `!/${whole}` : whole;
}

/** To git these match all folders, to dvc nothing. */
const never = "^/";

/** Git's rules with what dvc's library makes of their corners; undefined where git drops the pattern. */
function regexOf(written: readonly string[]): string | undefined {
  const forFolder = written.at(-1) === "";
  const parts = [...written];
  if (parts[0] === "") parts.shift();
  else if ((parts.length === 1 || (parts.length === 2 && forFolder)) && parts[0] !== "**") parts.unshift("**");
  if (parts.length === 0) return undefined;
  if (parts.at(-1) === "") parts[parts.length - 1] = "**";
  const names = parts.filter((part, index) => part !== "**" || parts[index - 1] !== "**");
  if (names.every((name) => name === "**")) return forFolder ? never : "^.";
  if (names[0] === "**" && names[1] === "*") {
    if (names.length === 2) return "^.";
    if (names.length === 3 && names[2] === "**") return never;
  }
  return joined(names, forFolder);
}

function joined(names: readonly string[], forFolder: boolean): string | undefined {
  const last = names.length - 1;
  let source = "";
  let needsSlash = false;
  for (const [index, name] of names.entries()) {
    if (name === "**") {
      if (index === 0) source += "^(?:.+/)?";
      else if (index < last) source += "(?:/.+)?";
      else source += "/";
      needsSlash = index > 0 && index < last;
      continue;
    }
    const glob = name === "*" ? "[^/]+" : globOf(name);
    if (glob === undefined) return undefined;
    source += `${index === 0 ? "^" : ""}${needsSlash ? "/" : ""}${glob}`;
    if (index === last) source += forFolder ? "/" : "(?:/|$)";
    needsSlash = true;
  }
  return source;
}

function globOf(name: string): string | undefined {
  let source = "";
  for (let at = 0; at < name.length; at++) {
    const char = name[at] as string;
    if (char === "\\") {
      if (at + 1 === name.length) return undefined;
      source += escaped(name[++at] as string);
    } else if (char === "*") source += "[^/]*";
    else if (char === "?") source += "[^/]";
    else if (char === "[") {
      const end = name.indexOf("]", at + (/^\[[!^]?\]/.exec(name.slice(at))?.[0].length ?? 1));
      if (end < 0) return undefined;
      const inside = name.slice(at + 1, end);
      const set = inside.replace(/^[!^]/, "").replace(/[\\[\]]/g, "\\$&");
      source += `[${/^[!^]/.test(inside) ? "^" : ""}${set}]`;
      at = end;
    } else source += escaped(char);
  }
  return isRegex(source) ? source : undefined;
}

/** `[z-a]` is none. */
function isRegex(source: string): boolean {
  try {
    return new RegExp(source) instanceof RegExp;
  } catch {
    return false;
  }
}

function escaped(char: string): string {
  return char.replace(/[$()*+./?[\\\]^{|}-]/, "\\$&");
}
