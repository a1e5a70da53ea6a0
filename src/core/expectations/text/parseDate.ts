import { type DayPart, resolveDay } from "./resolveDay";

/** A time as dateutil reads it: in its own zone, without looking at what that zone is called. */
export interface ParsedDate {
  /** Milliseconds since 1970 as if it were UTC. */
  readonly at: number;
  /** Minutes east of Greenwich, where it says so. */
  readonly offset?: number;
}

const jumps = new Set([
  " ",
  ".",
  ",",
  ";",
  "-",
  "/",
  "'",
  "at",
  "on",
  "and",
  "ad",
  "m",
  "t",
  "of",
  "st",
  "nd",
  "rd",
  "th",
]);
const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const weekdayNames = new Set([
  ...weekdays,
  ...["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
]);
const months = new Map(
  [
    ["jan", "january"],
    ["feb", "february"],
    ["mar", "march"],
    ["apr", "april"],
    ["may"],
    ["jun", "june"],
    ["jul", "july"],
    ["aug", "august"],
    ["sep", "sept", "september"],
    ["oct", "october"],
    ["nov", "november"],
    ["dec", "december"],
  ].flatMap((names, i) => names.map((name) => [name, i + 1] as const)),
);
const units = new Map(
  [
    ["h", "hour", "hours"],
    ["m", "minute", "minutes"],
    ["s", "second", "seconds"],
  ].flatMap((names, i) => names.map((name) => [name, i] as const)),
);
const halves: ReadonlyMap<string, 0 | 12> = new Map([
  ["am", 0],
  ["a", 0],
  ["pm", 12],
  ["p", 12],
]);

/** undefined where dateutil's `parse` would refuse the text. What a text leaves open is the first of January 2000, midnight. */
export function parseDate(text: string): ParsedDate | undefined {
  const reading = new Reading(tokensOf(text));
  return reading.read() ? reading.date() : undefined;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  for (const found of text.matchAll(/\d+(?:[.,]\d+)*[.,]?|\p{L}+|\s|[\s\S]/gu)) {
    const token = found[0];
    if (!/^\d/.test(token)) tokens.push(/^\s$/.test(token) ? " " : token);
    else if (/^\d+\.\d+$/.test(token)) tokens.push(token);
    else if (/^\d{2,},\d+$/.test(token)) tokens.push(token.replace(",", "."));
    else tokens.push(...token.split(/([.,])/).filter((each) => each !== ""));
  }
  return tokens;
}

const isNumber = (token: string | undefined): token is string => token !== undefined && /^\d+(\.\d+)?$/.test(token);

class Reading {
  private readonly day: DayPart[] = [];
  private time: [number?, number?, number?] = [];
  private fraction = 0;
  private weekday = false;
  private half = false;
  private offset: number | undefined;
  private zoned = false;
  private at = 0;

  constructor(private readonly tokens: readonly string[]) {}

  /** False where a token has no sense. */
  read(): boolean {
    while (this.at < this.tokens.length) {
      if (!this.token()) return false;
      this.at++;
    }
    return (
      this.day.length > 0 ||
      this.time[0] !== undefined ||
      this.weekday ||
      this.time[1] !== undefined ||
      this.time[2] !== undefined
    );
  }

  private peek(ahead = 1): string | undefined {
    return this.tokens[this.at + ahead];
  }

  private token(): boolean {
    const token = this.tokens[this.at] as string;
    const lower = token.toLowerCase();
    if (isNumber(token)) return this.number(token);
    if (weekdayNames.has(lower)) {
      this.weekday = true;
      return true;
    }
    const month = months.get(lower);
    if (month !== undefined) return this.month(month);
    const half = halves.get(lower);
    if (half !== undefined) {
      if (this.half || this.time[0] === undefined || this.time[0] > 12) return jumps.has(lower);
      this.setHalf(half);
      return true;
    }
    const hasHour = this.time[0] !== undefined;
    if (hasHour && !this.zoned && (/^[A-Z]{1,5}$/.test(token) || token === "z")) {
      this.zoned = true;
      if (["UTC", "GMT", "Z", "z"].includes(token)) this.offset = 0;
      return true;
    }
    if (hasHour && (token === "+" || token === "-")) return this.zone(token === "+" ? 1 : -1);
    return jumps.has(lower);
  }

  private setHalf(half: 0 | 12): void {
    const hour = this.time[0] as number;
    this.half = true;
    if (half === 12 && hour < 12) this.time[0] = hour + 12;
    else if (half === 0 && hour === 12) this.time[0] = 0;
  }

  private add(text: string, isMonth = false): boolean {
    const value = Math.trunc(Number(text));
    const isYear = !isMonth && (value > 100 || (/^\d+$/.test(text) && text.length > 2));
    if (isYear && this.day.some((each) => each.kind === "year")) return false;
    this.day.push({ value, kind: isMonth ? "month" : isYear ? "year" : undefined });
    return this.day.length <= 3;
  }

  private addMonth(month: number): boolean {
    if (this.day.some((each) => each.kind === "month")) return false;
    this.day.push({ value: month, kind: "month" });
    return this.day.length <= 3;
  }

  private month(month: number): boolean {
    if (!this.addMonth(month)) return false;
    const next = this.peek();
    if (next === "-" || next === "/") {
      const value = this.peek(2);
      if (value === undefined) return true;
      if (!isNumber(value) || !this.add(value)) return false;
      this.at += 2;
      const third = this.peek(2);
      if (this.peek() === next && third !== undefined) {
        if (!isNumber(third) || !this.add(third)) return false;
        this.at += 2;
      }
    } else if (next === " " && this.peek(2)?.toLowerCase() === "of" && this.peek(3) === " ") {
      const value = this.peek(4);
      if (isNumber(value)) {
        const year = value.length <= 2 ? String(fullYear(Number(value))) : value;
        if (!this.add(year)) return false;
        this.at += 4;
      }
    }
    return true;
  }

  private setTime(unit: number, text: string): void {
    const value = Number(text);
    this.time[unit] = Math.trunc(value);
    const rest = value - Math.trunc(value);
    if (unit < 2 && rest > 0) this.time[unit + 1] = Math.trunc(60 * rest);
    else if (unit === 2) this.fraction = Math.trunc(rest * 1000);
  }

  private number(token: string): boolean {
    const { length } = token;
    const next = this.peek();
    const nextLower = next?.toLowerCase();
    if (this.day.length === 3 && (length === 2 || length === 4) && this.time[0] === undefined) {
      if (next === undefined || next === " " || units.has(nextLower ?? "")) {
        if (!(next !== undefined && units.has(nextLower ?? ""))) {
          this.time[0] = Number(token.slice(0, 2));
          if (length === 4) this.time[1] = Number(token.slice(2));
          return true;
        }
      }
    }
    if (length === 6 || (length > 6 && token.indexOf(".") === 6)) {
      if (this.day.length === 0 && !token.includes("."))
        return this.add(token.slice(0, 2)) && this.add(token.slice(2, 4)) && this.add(token.slice(4));
      this.time = [Number(token.slice(0, 2)), Number(token.slice(2, 4))];
      this.setTime(2, token.slice(4));
      return true;
    }
    if ((length === 8 || length === 12 || length === 14) && !token.includes(".")) {
      if (!(this.add(token.slice(0, 4)) && this.add(token.slice(4, 6)) && this.add(token.slice(6, 8)))) return false;
      if (length > 8) this.time = [Number(token.slice(8, 10)), Number(token.slice(10, 12))];
      if (length > 12) this.time[2] = Number(token.slice(12));
      return true;
    }
    const gap = next === " " ? 2 : 1;
    const unit = units.get(this.peek(gap)?.toLowerCase() ?? "");
    if (unit !== undefined && !(gap === 2 && unit === 1 && this.time[0] === undefined)) {
      this.setTime(unit, token);
      this.at += gap;
      return true;
    }
    if (next === ":" && this.peek(2) !== undefined) {
      const minute = this.peek(2);
      if (!isNumber(minute)) return false;
      this.time[0] = Math.trunc(Number(token));
      this.setTime(1, minute);
      this.at += 2;
      const second = this.peek(2);
      if (this.peek() === ":" && second !== undefined) {
        if (!isNumber(second)) return false;
        this.setTime(2, second);
        this.at += 2;
      }
      return true;
    }
    if (next === "-" || next === "/" || next === ".") return this.dateParts(token, next);
    if (next === undefined || jumps.has(nextLower ?? "")) {
      const half = halves.get(this.peek(2)?.toLowerCase() ?? "");
      if (half !== undefined && next === " " && Number(token) < 24 && Number(token) <= 12) {
        this.time[0] = Math.trunc(Number(token));
        this.setHalf(half);
        this.at += 2;
        return true;
      }
      if (!this.add(token)) return false;
      if (next !== undefined) this.at++;
      return true;
    }
    const half = halves.get(nextLower ?? "");
    if (half !== undefined && Number(token) < 24) {
      if (Number(token) > 12) return false;
      this.time[0] = Math.trunc(Number(token));
      this.setHalf(half);
      this.at++;
      return true;
    }
    const value = Number(token);
    return value >= 1 && value <= 31 && this.add(token);
  }

  private dateParts(token: string, separator: string): boolean {
    if (!this.add(token)) return false;
    const second = this.peek(2);
    if (second === undefined || jumps.has(second.toLowerCase())) {
      this.at++;
      return true;
    }
    if (!this.part(second)) return false;
    this.at += 2;
    const third = this.peek(2);
    if (this.peek() === separator) {
      if (third === undefined) return true;
      if (!this.part(third)) return false;
      this.at += 2;
    }
    return true;
  }

  private part(token: string): boolean {
    if (/^\d+$/.test(token)) return this.add(token);
    const month = months.get(token.toLowerCase());
    return month !== undefined && this.addMonth(month);
  }

  private zone(sign: 1 | -1): boolean {
    const digits = this.peek();
    if (digits === undefined || !/^\d+$/.test(digits)) return false;
    let minutes: number;
    if (digits.length === 4) {
      minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
      this.at++;
    } else if (this.peek(2) === ":" && isNumber(this.peek(3))) {
      minutes = Number(digits) * 60 + Number(this.peek(3));
      this.at += 3;
    } else if (digits.length <= 2) {
      minutes = Number(digits) * 60;
      this.at++;
    } else return false;
    this.offset = sign * minutes;
    this.zoned = true;
    return Math.abs(minutes) < 24 * 60;
  }

  /** What was read, if the calendar has it. */
  date(): ParsedDate | undefined {
    const day = resolveDay(this.day);
    if (day === undefined) return undefined;
    const [hour = 0, minute = 0, second = 0] = this.time;
    if (hour > 23 || minute > 59 || second > 59) return undefined;
    const { year = 2000, month = 1, date = 1 } = day;
    if (year < 1 || year > 9999 || month < 1 || month > 12 || date < 1) return undefined;
    const at = new Date(0);
    at.setUTCFullYear(year, month - 1, date);
    if (at.getUTCMonth() !== month - 1) return undefined;
    at.setUTCHours(hour, minute, second, this.fraction);
    return this.offset === undefined ? { at: at.getTime() } : { at: at.getTime(), offset: this.offset };
  }
}

/** Two digits of a year, as near to now as can be. */
function fullYear(year: number): number {
  return year < 76 ? 2000 + year : 1900 + year;
}
