/** A number of a date: what it is, where that is known from how it is written. */
export interface DayPart {
  readonly value: number;
  readonly kind: "year" | "month" | undefined;
}

export interface Day {
  readonly year?: number;
  readonly month?: number;
  readonly date?: number;
}

/** Which number is what: month first, unless a number can be no month. */
export function resolveDay(parts: readonly DayPart[]): Day | undefined {
  const day = order(parts);
  if (day?.year === undefined) return day;
  const isFull = parts.some((each) => each.kind === "year");
  return { ...day, year: !isFull && day.year < 100 ? nearYear(day.year) : day.year };
}

function nearYear(year: number): number {
  return year < 76 ? 2000 + year : 1900 + year;
}

function order(parts: readonly DayPart[]): Day | undefined {
  const values = parts.map((each) => each.value);
  const [a = 0, b = 0, c = 0] = values;
  const month = parts.findIndex((each) => each.kind === "month");
  const year = parts.findIndex((each) => each.kind === "year");
  if (parts.length === 0) return {};
  if (parts.length === 1 || (parts.length === 2 && month >= 0)) {
    const named = month >= 0 ? { month: values[month] as number } : {};
    const other = month >= 0 ? values[1 - month] : a;
    if (other === undefined || (parts.length === 1 && month >= 0)) return named;
    return other > 31 || year >= 0 ? { ...named, year: other } : { ...named, date: other };
  }
  if (parts.length === 2) {
    if (a > 31 || year === 0) return { year: a, month: b };
    if (b > 31 || year === 1) return { month: a, year: b };
    return { month: a, date: b };
  }
  if (month >= 0 && year >= 0) {
    const rest = 3 - month - year;
    return { year: values[year] as number, month: values[month] as number, date: values[rest] as number };
  }
  if (month === 0) return b > 31 ? { month: a, year: b, date: c } : { month: a, date: b, year: c };
  if (month === 1) return a > 31 ? { year: a, month: b, date: c } : { date: a, month: b, year: c };
  if (month === 2) return b > 31 ? { date: a, year: b, month: c } : { year: a, date: b, month: c };
  if (a > 31 || year === 0) return { year: a, month: b, date: c };
  if (year === 1) return { month: a, year: b, date: c };
  return a > 12 ? { date: a, month: b, year: c } : { month: a, date: b, year: c };
}
