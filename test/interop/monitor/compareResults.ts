/** What Great Expectations answers: a result, or that it takes no such expectation. */
export type Theirs =
  | { readonly refused: string }
  | { readonly success: boolean; readonly result: unknown; readonly exception_info: Readonly<Record<string, unknown>> };

/** A raising expectation has a map of its metrics' exceptions, or one exception. */
export function hasRaised({ exception_info: info }: Exclude<Theirs, { refused: string }>): boolean {
  return info.raised_exception !== false;
}

/** Sets come in any order. */
const unordered = ["partial_missing_list"];

/** The first place where two results differ; numbers may by a billionth. */
export function differenceOf(ours: unknown, theirs: unknown, at = "result"): string | undefined {
  const [a, b] = [plain(ours), plain(theirs)];
  if (typeof a === "number" && typeof b === "number")
    return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b)) ? undefined : `${at}: ${a}, theirs ${b}`;
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length) return `${at}: ${a.length} values, theirs ${b.length}`;
    const isSet = unordered.some((name) => at.endsWith(name));
    const [x, y] = isSet ? [sorted(a), sorted(b)] : [a, b];
    for (const [i, each] of x.entries()) {
      const found = differenceOf(each, y[i], `${at}[${i}]`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (isMap(a) && isMap(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      if (!(key in a)) return `${at}.${key} is theirs only`;
      if (!(key in b)) return `${at}.${key} is ours only`;
      const found = differenceOf(a[key], b[key], `${at}.${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return a === b ? undefined : `${at}: ${JSON.stringify(a)}, theirs ${JSON.stringify(b)}`;
}

function sorted(values: readonly unknown[]): unknown[] {
  return [...values].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The peer tells numbers that are not finite as {number: "inf"}. */
function plain(value: unknown): unknown {
  if (!isMap(value) || typeof value.number !== "string" || Object.keys(value).length !== 1) return value;
  return value.number === "inf" ? "Infinity" : value.number === "-inf" ? "-Infinity" : null;
}
