import { existsSync, statSync } from "node:fs";
import { readFolder } from "./files/walkTree";

/** Paths for absolute patterns with `*`, `?`, `[…]` and `**`; hidden names only where they are written. */
export function expandGlobs(patterns: readonly string[]): string[] {
  return [
    ...new Set(
      patterns.flatMap((pattern) =>
        expand(
          ["/"],
          pattern.split("/").filter((part) => part !== ""),
        ),
      ),
    ),
  ];
}

function expand(folders: readonly string[], parts: readonly string[]): string[] {
  const [part, ...rest] = parts;
  if (part === undefined) return [...folders];
  const found =
    part === "**"
      ? folders.flatMap((folder) => [folder, ...below(folder)])
      : folders.flatMap((folder) => match(folder, part));
  return expand(rest.length > 0 ? found.filter(isFolder) : found, rest);
}

function match(folder: string, part: string): string[] {
  if (!/[*?[]/.test(part)) return existsSync(at(folder, part)) ? [at(folder, part)] : [];
  const regex = regexOf(part);
  return readFolder(folder)
    .filter(({ name }) => regex.test(name) && (part.startsWith(".") || !name.startsWith(".")))
    .map(({ name }) => at(folder, name));
}

function below(folder: string): string[] {
  return readFolder(folder)
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .flatMap(({ name }) => [at(folder, name), ...below(at(folder, name))]);
}

function regexOf(part: string): RegExp {
  const source = part.replace(
    /\[(!?)([^\]]*)\]|[*?]|[.+^${}()|[\]\\]/g,
    (found, not: string | undefined, set: string | undefined) => {
      if (found === "*") return "[^/]*";
      if (found === "?") return "[^/]";
      return set === undefined ? `\\${found}` : `[${not ? "^" : ""}${set.replaceAll("\\", "\\\\")}]`;
    },
  );
  return new RegExp(`^${source}$`, "su");
}

function at(folder: string, name: string): string {
  return folder === "/" ? `/${name}` : `${folder}/${name}`;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
