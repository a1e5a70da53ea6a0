import { html, nothing } from "lit";
import type { ClassCurves, QualityDocument, QualityReport } from "../../src/shared/quality";
import { actualSpec, errorHistogramSpec } from "../charts/specs/errorCharts";
import { type NamedCurve, qualityCurveSpec } from "../charts/specs/qualityCurve";
import { createVegaChart, type VegaChart, type VegaChartSettings } from "../charts/vegaChart";
import { t } from "../kit/words";
import { figure } from "./words";

/** The charts of the page, each made once and changed after that. */
export function createCurves() {
  const charts = new Map<string, VegaChart>();
  const chart = (key: string, settings: VegaChartSettings): HTMLElement => {
    const known = charts.get(key) ?? createVegaChart(settings);
    charts.set(key, known);
    known.update(settings);
    return known.element;
  };
  return {
    draw(document: QualityDocument) {
      const { current, reference } = document;
      if (current?.regression)
        return html`<div class="charts squares">${regressionCharts(document).map(([key, settings]) => chart(key, settings))}</div>`;
      if ((current ?? reference)?.classification?.curves.length)
        return html`<div class="charts squares">${classCharts(current, reference).map(([key, settings]) => chart(key, settings))}</div>
          ${keys(current, reference)}`;
      return nothing;
    },
  };
}

const height = 240;

/** Which line is what, and how large the area below its ROC is. */
function keys(current: QualityReport | null, reference: QualityReport | undefined) {
  const detail = current?.classification;
  const isMany = (detail?.curves.length ?? 0) > 1;
  const shown = isMany
    ? (detail?.curves ?? []).slice(0, 10).map(({ label }, at) => ({
        name: label,
        colour: `var(--tm-c${at + 1})`,
        area: detail?.classes.find((each) => each.label === label)?.roc_auc,
      }))
    : [
        ...(current ? [{ name: t("current"), colour: "var(--tm-c1)", area: current.figures.roc_auc }] : []),
        ...(reference ? [{ name: t("reference"), colour: "var(--tm-ref)", area: reference.figures.roc_auc }] : []),
      ];
  if (shown.length < 2) return nothing;
  return html`<ul class="class-keys">${shown.map(
    ({ name, colour, area }) =>
      html`<li><span class="swatch" .style=${`background: ${colour}`}></span>${name} <span class="muted">ROC AUC ${figure(area)}</span></li>`,
  )}</ul>`;
}

function classCharts(
  current: QualityReport | null,
  reference: QualityReport | undefined,
): [string, VegaChartSettings][] {
  const now = current?.classification?.curves ?? [];
  const before = reference?.classification?.curves ?? [];
  const areas = (name: string) =>
    [current?.figures[name], reference?.figures[name]]
      .filter((area) => typeof area === "number")
      .map(figure)
      .join(" / ");
  const made = (kind: "roc" | "pr" | "calibration") => named(now, before, kind);
  const settings = (
    title: string,
    note: string,
    [across, up]: [string, string],
    curves: readonly NamedCurve[],
    hasDiagonal: boolean,
  ): VegaChartSettings => ({
    title,
    note,
    summary: t("{0}: {1} over {2}, {3}", title, up, across, note),
    spec: qualityCurveSpec({ across, up, curves, hasDiagonal }),
    table: {
      heads: [t("Curve"), across, up],
      rows: curves.flatMap(({ name, points }) => points.map(([x, y]) => [name, x, y])),
    },
    height,
  });
  const keys =
    now.length > 1
      ? now
          .map(({ label }) => label)
          .slice(0, 4)
          .join(", ")
      : "";
  return [
    [
      "roc",
      settings(
        t("ROC"),
        areas("roc_auc") || keys,
        [t("false positive rate"), t("true positive rate")],
        made("roc"),
        true,
      ),
    ],
    [
      "pr",
      settings(
        t("Precision and recall"),
        areas("average_precision") || keys,
        [t("recall"), t("precision")],
        made("pr"),
        false,
      ),
    ],
    [
      "calibration",
      settings(
        t("Calibration"),
        areas("ece"),
        [t("probability"), t("share that came true")],
        made("calibration"),
        true,
      ),
    ],
  ];
}

/** The current curves in colour, of two classes the reference's in grey beneath. */
function named(
  now: readonly ClassCurves[],
  before: readonly ClassCurves[],
  kind: "roc" | "pr" | "calibration",
): NamedCurve[] {
  const points = (curves: ClassCurves): [number, number][] =>
    kind === "calibration"
      ? curves.calibration.map(({ predicted, observed }) => [predicted, observed])
      : curves[kind].map(([x, y]) => [x, y]);
  const isDotted = kind === "calibration";
  const old =
    before.length === 1 && before[0]
      ? [{ name: t("reference"), colour: "var(--tm-ref)", points: points(before[0]), isDotted }]
      : [];
  return [
    ...old,
    ...now.slice(0, 10).map((curves, at) => ({
      name: now.length === 1 ? t("current") : curves.label,
      colour: `var(--tm-c${at + 1})`,
      points: points(curves),
      isDotted,
    })),
  ];
}

function regressionCharts({ current, columns }: QualityDocument): [string, VegaChartSettings][] {
  const detail = current?.regression;
  if (!detail) return [];
  const { edges, counts } = detail.error_histogram;
  const [actual, prediction] = [columns.actual ?? t("actual"), columns.prediction ?? t("prediction")];
  return [
    [
      "errors",
      {
        title: t("Errors"),
        note: t("prediction − actual"),
        summary: t("How many rows have an error of a size"),
        spec: errorHistogramSpec(edges, counts, { error: t("error"), rows: t("rows") }),
        table: {
          heads: [t("from"), t("to"), t("rows")],
          rows: counts.map((rows, at) => [edges[at], edges[at + 1], rows]),
        },
        height,
      },
    ],
    [
      "actual",
      {
        title: t("Said over what came"),
        note: t("{0} rows shown", detail.sample.length),
        summary: t("{0} over {1}", prediction, actual),
        spec: actualSpec(detail.sample, { actual, prediction }),
        table: { heads: [actual, prediction], rows: detail.sample.map(([is, said]) => [is, said]) },
        height,
      },
    ],
  ];
}
