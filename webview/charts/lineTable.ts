import { t } from "../kit/words";
import { firstAtLeast } from "./find";
import type { Scene, SceneLine } from "./scene";
import type { ChartTable } from "./table";

const mostRows = 200;
const mostRuns = 24;

/** The values in view: a row a place on the axis, a column a run. */
export function lineTable(lines: readonly SceneLine[], scene: Scene | undefined, axisName: string): ChartTable {
  const shown = lines.slice(0, mostRuns);
  const { from, to } = scene?.across ?? { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  const places = new Set<number>();
  for (const { raw } of shown)
    for (let i = firstAtLeast(raw.x, from); i < raw.x.length && (raw.x[i] as number) <= to; i++)
      places.add(raw.x[i] as number);
  const all = [...places].sort((a, b) => a - b);
  const every = Math.max(1, Math.ceil(all.length / mostRows));
  const chosen = all.filter((_, i) => i % every === 0 || i === all.length - 1);
  const notes = [
    ...(every > 1 ? [t("Every {0}. row of {1} in view.", every, all.length)] : []),
    ...(lines.length > shown.length ? [t("{0} of {1} runs.", shown.length, lines.length)] : []),
  ];
  return {
    heads: [axisName, ...shown.map(({ run }) => run.name)],
    rows: chosen.map((x) => [
      x,
      ...shown.map(({ raw }) => {
        const place = firstAtLeast(raw.x, x);
        return raw.x[place] === x ? raw.y[place] : undefined;
      }),
    ]),
    ...(notes.length > 0 ? { note: notes.join(" ") } : {}),
  };
}

/** Every point that is here, a row each. */
export function longTable(lines: readonly SceneLine[], axisName: string, metric: string): ChartTable {
  const rows = lines.flatMap(({ run, raw, smoothed }) =>
    Array.from(raw.x, (x, i) => [run.name, run.id, x, raw.y[i], smoothed?.y[i]]),
  );
  return { heads: ["run", "run_id", axisName, metric, `${metric} (smoothed)`], rows };
}
