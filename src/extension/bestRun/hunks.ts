/** Lines counted from 0, the end not among them; an empty range is a place where lines were taken away. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/** Where the newer side of a diff without context differs: its `@@ -a,b +c,d @@` lines. */
export function changedLines(diff: string): LineRange[] {
  return [...diff.matchAll(/^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/gm)].map(([, first, count]) => {
    const lines = Number(count ?? 1);
    // of no lines git names the one before
    const start = lines === 0 ? Number(first) : Number(first) - 1;
    return { start, end: start + lines };
  });
}

const literal = /[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[-+]?\d+)?\b|True|False|None|"[^"\\]*"|'[^'\\]*'/iy;

/** Params of the best run that a line of code now writes otherwise: `"lr": 0.002` where it had 0.001. */
export function paramHints(
  line: string,
  params: readonly { readonly key: string; readonly value: string }[],
): { readonly key: string; readonly value: string }[] {
  return params.filter(({ key, value }) => {
    const name = key.split(/[./]/).at(-1) ?? "";
    if (!/^\w{1,60}$/.test(name) || value.length > 40) return false;
    const found = new RegExp(`(?:(["'])${name}\\1\\s*:|\\b${name}\\s*=(?!=))\\s*`).exec(line);
    if (found === null) return false;
    literal.lastIndex = found.index + found[0].length;
    const written = literal.exec(line)?.[0];
    return written !== undefined && !isSame(written.replace(/^["']|["']$/g, ""), value);
  });
}

function isSame(a: string, b: string): boolean {
  if (a === b) return true;
  const [x, y] = [a, b].map((text) => (text.trim() === "" ? Number.NaN : Number(text.replaceAll("_", ""))));
  return x === y;
}
