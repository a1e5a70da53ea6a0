/** One `${inner}` in a text. */
export interface Expression {
  readonly inner: string;
  readonly from: number;
  readonly to: number;
}

/** A backslash before it keeps `${` as text. */
const written = /(?<!\\)\$\{([^\n]*?)\}/g;
const path = /^[^.[\]]+(?:\s*\.[^.[\]]+|\s*\[[^.[\]]+\])*\s*$/;

export function findExpressions(text: string): readonly Expression[] {
  if (!text.includes("${")) return [];
  return [...text.matchAll(written)].map((found) => ({
    inner: found[1] as string,
    from: found.index,
    to: found.index + found[0].length,
  }));
}

/** The names of `a.b[0]`, or undefined when it is written wrong. */
export function namesOf(inner: string): readonly string[] | undefined {
  if (!path.test(inner)) return undefined;
  return inner
    .replaceAll("[", ".")
    .replaceAll("]", "")
    .split(".")
    .map((name) => name.trim());
}

/** `\${` is how a text says `${`. */
export function unescaped(text: string): string {
  return text.replaceAll("\\${", "${");
}
