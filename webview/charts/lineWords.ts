import type { ChartAxis, ChartSeries, Extreme } from "../../src/shared/charts";
import { formatDate, formatDuration, formatNumber } from "../../src/shared/format";
import { t } from "../kit/words";
import type { LineChartSettings } from "./model";

/** The series of a run, once it is here. */
type Find = (run: string) => ChartSeries | undefined;

export function axisName(axis: ChartAxis): string {
  if (axis === "step") return t("step");
  if (axis === "time") return t("time");
  if (axis === "relative") return t("elapsed");
  return axis.slice("metric:".length);
}

export function placeText(x: number, axis: ChartAxis): string {
  if (axis === "time") return formatDate(x, { now: Date.now(), seconds: true });
  if (axis === "relative") return formatDuration(x);
  return `${axisName(axis)} ${formatNumber(x)}`;
}

function bestRun(
  { runs, direction }: LineChartSettings,
  find: Find,
): (Extreme & { readonly name: string }) | undefined {
  if (direction === "none") return undefined;
  const sign = direction === "lower" ? 1 : -1;
  // a run of one point has no mark, but may be the best
  const found = runs.flatMap(({ id, name }) => {
    const series = find(id);
    const best = direction === "lower" ? series?.min : series?.max;
    return best ? [{ name, ...best }] : [];
  });
  return found.reduce<(typeof found)[number] | undefined>((a, b) => (a && sign * (a.y - b.y) <= 0 ? a : b), undefined);
}

/** Of one run; many are told by the run list. */
export function headline(
  settings: LineChartSettings,
  find: Find,
): { readonly value: string; readonly word: string } | undefined {
  const [run] = settings.runs;
  if (run === undefined || settings.runs.length !== 1) return undefined;
  const only = find(run.id);
  const best = bestRun(settings, find);
  if (best && only && only.count > 1) {
    const place = placeText(best.x, settings.axis).replace(/^step /, "");
    return { value: formatNumber(best.y), word: t("best at {0}", place) };
  }
  return only?.last && { value: formatNumber(only.last.y), word: t("last") };
}

/** What a screen reader says of a chart on which so many lines are drawn. */
export function summary(settings: LineChartSettings, find: Find, count: number): string {
  const { metric, axis } = settings;
  if (count === 0) return t("{0}: no values", metric);
  const best = bestRun(settings, find);
  if (best === undefined) return t("{0}: {1} runs", metric, count);
  const place = placeText(best.x, axis);
  return t("{0}: {1} runs, best {2} of {3} at {4}", metric, count, formatNumber(best.y), best.name, place);
}
