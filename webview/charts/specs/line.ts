import { seriesDash, seriesVariable } from "../../kit/palette";
import type { LineChartSettings } from "../model";
import type { Scene, SceneLine } from "../scene";

export interface LineSpec {
  readonly settings: LineChartSettings;
  readonly isLogY: boolean;
  readonly lines: readonly SceneLine[];
  readonly scene: Scene | undefined;
}

/** The line chart as Vega-Lite, with its data in it and the ends of the axes as they are on the screen. */
export function lineSpec({ settings, isLogY, lines, scene }: LineSpec) {
  const { metric, threshold } = settings;
  const values = lines.flatMap(({ run, raw, smoothed }) =>
    Array.from(raw.x, (x, i) => ({
      run: run.name,
      id: run.id,
      x,
      y: finite(raw.y[i]),
      ...(smoothed ? { smoothed: finite(smoothed.y[i]) } : {}),
    })),
  );
  const isSmoothed = lines.some(({ smoothed }) => smoothed);
  const encoding = (y: string) => encodingOf(y, { settings, isLogY, lines, scene });
  const best = lines.flatMap(({ run, best: point }) =>
    point && settings.direction !== "none" ? [{ run: run.name, id: run.id, ...point }] : [],
  );
  const { strokeDash: _dash, tooltip: _tooltip, ...pointEncoding } = encoding("y");
  return {
    title: metric,
    width: scene?.width ?? 400,
    height: scene?.height ?? 200,
    data: { values },
    layer: [
      ...(isSmoothed ? [{ mark: { type: "line", style: "raw", clip: true }, encoding: encoding("y") }] : []),
      { mark: { type: "line", style: "smooth", clip: true }, encoding: encoding(isSmoothed ? "smoothed" : "y") },
      ...(threshold === undefined
        ? []
        : [
            {
              data: { values: [{ y: threshold }] },
              mark: { type: "rule", style: "threshold", clip: true },
              encoding: { y: { field: "y", type: "quantitative" } },
            },
          ]),
      ...(best.length > 0
        ? [{ data: { values: best }, mark: { type: "point", style: "best", clip: true }, encoding: pointEncoding }]
        : []),
    ],
  };
}

/** `y`: the field of the values, raw or smoothed. */
function encodingOf(y: string, { settings, isLogY, lines, scene }: LineSpec) {
  const { metric, axis, isLogX } = settings;
  const ids = lines.map(({ run }) => run.id);
  const domain = (ends: { readonly from: number; readonly to: number } | undefined) =>
    ends ? { domain: [ends.from, ends.to], nice: false } : {};
  return {
    x: {
      field: "x",
      type: axis === "time" ? "temporal" : "quantitative",
      title: axis,
      scale: { ...(isLogX ? { type: "log" } : {}), ...domain(scene?.across) },
    },
    y: {
      field: y,
      type: "quantitative",
      title: null,
      scale: { ...(isLogY ? { type: "log" } : { zero: false }), ...domain(scene?.up) },
    },
    detail: { field: "id" },
    color: {
      field: "id",
      type: "nominal",
      scale: { domain: ids, range: lines.map(({ run }) => seriesVariable(run.place)) },
    },
    strokeDash: {
      field: "id",
      type: "nominal",
      scale: {
        domain: ids,
        range: lines.map(({ run }) => [...seriesDash(run.place), ...(seriesDash(run.place).length ? [] : [1, 0])]),
      },
    },
    tooltip: [{ field: "run" }, { field: "x", title: axis }, { field: "y", title: metric }],
  };
}

/** JSON has no NaN; a gap is null. */
function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
