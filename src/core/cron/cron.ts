/** A time that comes again: minutes, hours, days of the month, months, days of the week (0 is Sunday). */
export interface Cron {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  /** Where both kinds of days are limited, either is enough. */
  readonly eitherDay: boolean;
}

const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const weekdays = "sun mon tue wed thu fri sat".split(" ");
const short: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};

/** Undefined for what is none. */
export function readCron(text: string): Cron | undefined {
  const words = (short[text.trim().toLowerCase()] ?? text).trim().toLowerCase().split(/\s+/);
  if (words.length !== 5) return undefined;
  const [minute = "", hour = "", day = "", month = "", weekday = ""] = words;
  const fields = {
    minutes: readField(minute, 0, 59),
    hours: readField(hour, 0, 23),
    days: readField(day, 1, 31),
    months: readField(named(month, months, 1), 1, 12),
    weekdays: readField(named(weekday, weekdays, 0), 0, 7),
  };
  const { minutes, hours, days } = fields;
  if (!minutes || !hours || !days || !fields.months || !fields.weekdays) return undefined;
  const sundays = fields.weekdays.has(7) ? [0] : [];
  return {
    minutes,
    hours,
    days,
    months: fields.months,
    weekdays: new Set([...fields.weekdays, ...sundays]),
    eitherDay: !day.startsWith("*") && !weekday.startsWith("*"),
  };
}

function named(field: string, names: readonly string[], first: number): string {
  return field.replaceAll(/[a-z]{3,}/g, (word) => {
    const index = names.indexOf(word.slice(0, 3));
    return index < 0 ? word : String(index + first);
  });
}

/** `*`, `5`, `1-5`, `1,3`, any of them with `/2` behind it. */
function readField(field: string, least: number, most: number): Set<number> | undefined {
  const found = new Set<number>();
  for (const part of field.split(",")) {
    const [, all, from, to, step] = /^(?:(\*)|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part) ?? [];
    if (all === undefined && from === undefined) return undefined;
    const first = all ? least : Number(from);
    const last = all || (to === undefined && step !== undefined) ? most : Number(to ?? from);
    const by = Number(step ?? 1);
    if (first < least || last > most || first > last || by < 1) return undefined;
    for (let value = first; value <= last; value += by) found.add(value);
  }
  return found;
}

/** Whether the minute that the time lies in, as clocks of the zone show it, is one of the times. */
export function cronMatches(cron: Cron, time: number, zone: string): boolean {
  const at = partsOf(time, zone);
  if (!cron.minutes.has(at.minute) || !cron.hours.has(at.hour) || !cron.months.has(at.month)) return false;
  const [day, weekday] = [cron.days.has(at.day), cron.weekdays.has(at.weekday)];
  return cron.eitherDay ? day || weekday : day && weekday;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Throws a RangeError for a zone that nobody knows. */
export function partsOf(time: number, zone: string) {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      weekday: "short",
    });
  formats.set(zone, format);
  const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, value]));
  const number = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
  const weekday = weekdays.indexOf((parts.get("weekday") ?? "").toLowerCase());
  return { month: number("month"), day: number("day"), hour: number("hour"), minute: number("minute"), weekday };
}
