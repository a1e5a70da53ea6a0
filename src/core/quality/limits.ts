import { invalid } from "../../shared/apiError";
import type { LimitCheck } from "../../shared/quality";
import { didYouMean } from "../../shared/suggest";

export interface Limits {
  readonly min?: Readonly<Record<string, number>> | undefined;
  readonly max?: Readonly<Record<string, number>> | undefined;
}

/** A figure that could not be computed keeps no limit. One that there is none of is refused. */
export function checkLimits(
  figures: Readonly<Record<string, number | null>>,
  why: Readonly<Record<string, string>>,
  { min = {}, max = {} }: Limits,
): LimitCheck[] {
  const ask = (bound: "min" | "max", limits: Readonly<Record<string, number>>) =>
    Object.entries(limits).map(([figure, limit]): LimitCheck => {
      const value = figures[figure];
      if (value === undefined && why[figure] === undefined) return unknownFigure(bound, figure, figures);
      if (value === null || value === undefined)
        return { figure, bound, limit, value: null, ok: false, why: why[figure] ?? "it could not be computed" };
      return { figure, bound, limit, value, ok: bound === "min" ? value >= limit : value <= limit };
    });
  return [...ask("min", min), ...ask("max", max)];
}

function unknownFigure(bound: string, figure: string, figures: Readonly<Record<string, unknown>>): never {
  const names = Object.keys(figures);
  return invalid(`${bound}: no figure '${figure}'.${didYouMean(figure, names) || ` There are ${names.join(", ")}.`}`);
}
