const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const months = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];
const short = (names: readonly string[]) => names.map((each) => each.slice(0, 3)).join("|");

const directives: Readonly<Record<string, string>> = {
  d: "(?<d>3[01]|[12]\\d|0[1-9]|[1-9]| [1-9])",
  f: "(?<f>\\d{1,6})",
  H: "(?<H>2[0-3]|[01]\\d|\\d)",
  I: "(?<I>1[0-2]|0[1-9]|[1-9]| [1-9])",
  G: "(?<G>\\d{4})",
  j: "(?<j>36[0-6]|3[0-5]\\d|[12]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9])",
  m: "(?<m>1[0-2]|0[1-9]|[1-9])",
  M: "(?<M>[0-5]\\d|\\d)",
  S: "(?<S>6[01]|[0-5]\\d|\\d)",
  U: "(?<U>5[0-3]|[0-4]\\d|\\d)",
  W: "(?<W>5[0-3]|[0-4]\\d|\\d)",
  V: "(?<V>5[0-3]|0[1-9]|[1-4]\\d|\\d)",
  w: "(?<w>[0-6])",
  u: "(?<u>[1-7])",
  y: "(?<y>\\d\\d)",
  Y: "(?<Y>\\d{4})",
  z: "(?<z>[+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d(?:\\.\\d{1,6})?)?|(?-i:Z))",
  A: `(?<A>${days.join("|")})`,
  a: `(?<a>${short(days)})`,
  B: `(?<B>${months.join("|")})`,
  b: `(?<b>${short(months)})`,
  p: "(?<p>am|pm)",
  Z: "(?<Z>utc|gmt)",
  "%": "%",
};

const composed: Readonly<Record<string, string>> = {
  c: "%a %b %d %H:%M:%S %Y",
  x: "%m/%d/%y",
  X: "%H:%M:%S",
};

/** Reads texts by a format of `strptime`: whether they are such times. A string where the format is none. */
export function strptime(format: string): ((text: string) => boolean) | string {
  let pattern = "";
  const seen = new Set<string>();
  const full = format.replace(/%([cxX])/g, (_, name: string) => composed[name] ?? "");
  for (let i = 0; i < full.length; i++) {
    const char = full[i] as string;
    if (/\s/.test(char)) {
      while (/\s/.test(full[i + 1] ?? "")) i++;
      pattern += "\\s+";
      continue;
    }
    if (char !== "%") {
      pattern += char.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
      continue;
    }
    const name = full[++i];
    if (name === undefined) return `stray %% in format '${format}'`;
    const directive = Object.hasOwn(directives, name) ? directives[name] : undefined;
    if (directive === undefined) return `'${name}' is a bad directive in format '${format}'`;
    if (seen.has(name) && name !== "%") return `redefinition of group name '${name}'`;
    seen.add(name);
    pattern += directive.replace("(?-i:Z)", "Z");
  }
  const regex = new RegExp(`^(?:${pattern})$`, "i");
  return (text) => {
    const found = regex.exec(text);
    return found !== null && isDay(found.groups ?? {});
  };
}

/** The parts are of the calendar: there is no 30th of February. */
function isDay(parts: Readonly<Record<string, string | undefined>>): boolean {
  const year = parts.Y !== undefined ? Number(parts.Y) : parts.y !== undefined ? century(Number(parts.y)) : undefined;
  const iso = parts.G !== undefined;
  if (iso !== (parts.V !== undefined)) return false;
  if (iso && parts.A === undefined && parts.a === undefined && parts.w === undefined && parts.u === undefined)
    return false;
  if (iso) return parts.V !== "53" || weeksOf(Number(parts.G)) === 53;
  if (year === 0) return false;
  const month = parts.m !== undefined ? Number(parts.m) : (nameOf(months, parts.B ?? parts.b) ?? 1);
  const day = parts.d === undefined ? 1 : Number(parts.d);
  if (parts.j !== undefined && parts.m === undefined && parts.b === undefined && parts.B === undefined) return true;
  const at = new Date(Date.UTC(2000, month - 1, day));
  at.setUTCFullYear(year ?? (month === 2 && day === 29 ? 1904 : 1900), month - 1, day);
  return at.getUTCMonth() === month - 1;
}

function century(year: number): number {
  return year < 69 ? 2000 + year : 1900 + year;
}

function nameOf(names: readonly string[], given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  return names.findIndex((each) => each.startsWith(given.toLowerCase())) + 1;
}

function weeksOf(year: number): number {
  const first = new Date(Date.UTC(year, 0, 1)).getUTCDay();
  const isLeap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
  return first === 4 || (isLeap && first === 3) ? 53 : 52;
}
