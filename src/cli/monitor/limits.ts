import type { LimitCheck } from "../../shared/quality";
import { UsageError } from "../args";
import type { Output } from "../output";
import { palette, screenOf } from "../terminal/terminal";
import { figure } from "./figure";

/** `accuracy=0.9`, several with commas between. */
export function readLimits(option: string, words: readonly string[]): Record<string, number> {
  const limits: Record<string, number> = {};
  for (const word of words.flatMap((each) => each.split(","))) {
    const equals = word.indexOf("=");
    const [name, value] = [word.slice(0, equals).trim(), word.slice(equals + 1).trim()];
    if (equals < 1 || value === "" || !Number.isFinite(Number(value)))
      throw new UsageError(`--${option}: expected FIGURE=NUMBER, got '${word}'`);
    limits[name] = Number(value);
  }
  return limits;
}

/** A line a limit; 1 when one is broken. */
export function tellLimits(out: Output, checks: readonly LimitCheck[], json: boolean): number {
  const { red, green } = palette(screenOf(out).colour);
  if (!json)
    for (const { figure: name, bound, limit, value, ok, why } of checks) {
      const said = value === null ? `unknown: ${why}` : figure(value);
      out.print(`${ok ? green("ok    ") : red("BROKEN")}  ${name} ${said} (${bound} ${figure(limit)})`);
    }
  return checks.every(({ ok }) => ok) ? 0 : 1;
}
