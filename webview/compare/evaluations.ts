import { html, nothing } from "lit";
import type { ConfusionMatrix } from "../../src/core/artifacts/confusionMatrix";
import { areaUnder } from "../../src/core/artifacts/curve";
import { formatCount, formatNumber, formatPercent } from "../../src/shared/format";
import type { ChartRun } from "../charts/model";
import { confusionMatrixSpec } from "../charts/specs/confusionMatrix";
import { type CurveRun, rocCurveSpec } from "../charts/specs/rocCurve";
import { createVegaChart, type VegaChart, type VegaChartSettings } from "../charts/vegaChart";
import { t } from "../kit/words";
import type { RunFiles } from "./runFiles";

export interface EvaluationView {
  /** Those that are shown, best first. */
  readonly runs: readonly ChartRun[];
  filesOf(run: string): RunFiles | undefined;
}

interface CurveGroup {
  readonly path: string;
  readonly name: string;
  readonly kind: "roc" | "pr";
  readonly lines: readonly { readonly run: ChartRun; readonly points: readonly (readonly [number, number])[] }[];
}

interface MatrixGroup {
  readonly path: string;
  readonly matrices: readonly { readonly run: ChartRun; readonly matrix: ConfusionMatrix }[];
}

/** Curves of the same file, and of the same class in it, over each other. */
function curvesOf({ runs, filesOf }: EvaluationView): CurveGroup[] {
  const groups = new Map<string, CurveGroup & { readonly lines: CurveGroup["lines"][number][] }>();
  for (const run of runs)
    for (const [path, plot] of filesOf(run.id)?.plots ?? []) {
      if (plot.kind !== "curve") continue;
      for (const { name, points } of plot.curve.lines) {
        const key = `${plot.curve.kind}\n${path}\n${name}`;
        const group = groups.get(key) ?? { path, name, kind: plot.curve.kind, lines: [] };
        group.lines.push({ run, points });
        groups.set(key, group);
      }
    }
  return [...groups].sort(([a], [b]) => (a < b ? 1 : -1)).map(([, group]) => group);
}

/** Matrices of the same file, a run each. */
function matricesOf({ runs, filesOf }: EvaluationView): MatrixGroup[] {
  const groups = new Map<string, MatrixGroup["matrices"][number][]>();
  for (const run of runs)
    for (const [path, plot] of filesOf(run.id)?.plots ?? [])
      if (plot.kind === "matrix") groups.set(path, [...(groups.get(path) ?? []), { run, matrix: plot.matrix }]);
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, matrices]) => ({ path, matrices }));
}

export interface EvaluationActs {
  pointAt(run: string | undefined): void;
  open(run: string): void;
}

/** Confusion matrices side by side, curves over each other: as the runs logged them. */
export function createEvaluations(acts: EvaluationActs) {
  const charts = new Map<string, { readonly chart: VegaChart; stamp: unknown }>();
  let used = new Set<string>();
  let last: { readonly stamp: readonly unknown[]; readonly drawn: unknown } | undefined;

  function chartOf(key: string, stamp: unknown, settings: () => VegaChartSettings, isOfRuns: boolean): HTMLElement {
    used.add(key);
    const known = charts.get(key);
    if (known) {
      if (known.stamp !== stamp) known.chart.update(settings());
      known.stamp = stamp;
      return known.chart.element;
    }
    const chart = createVegaChart(settings(), {
      ...(isOfRuns
        ? {
            pointAt: (datum) => acts.pointAt(idIn(datum)),
            open: (datum) => {
              const run = idIn(datum);
              if (run !== undefined) acts.open(run);
            },
          }
        : {}),
    });
    charts.set(key, { chart, stamp });
    return chart.element;
  }

  function curve(group: CurveGroup): HTMLElement {
    const { path, name, kind, lines } = group;
    const stamp = JSON.stringify(lines.map(({ run, points }) => [run, points.length, points[1]]));
    return chartOf(`${kind}\n${path}\n${name}`, stamp, () => curveSettings(group), true);
  }

  function matrix(path: string, { run, matrix: of }: MatrixGroup["matrices"][number]): HTMLElement {
    const stamp = JSON.stringify([run.name, of]);
    return chartOf(`matrix\n${path}\n${run.id}`, stamp, () => matrixSettings(path, run, of), false);
  }

  return {
    /** `nothing` when no run has logged any. */
    body(view: EvaluationView): unknown {
      const stamp = view.runs.flatMap(({ id, name, place }) => [id, name, place, view.filesOf(id)]);
      if (last?.stamp.length === stamp.length && last.stamp.every((each, i) => each === stamp[i])) return last.drawn;
      used = new Set();
      const curves = curvesOf(view);
      const matrices = matricesOf(view);
      const drawn =
        curves.length + matrices.length === 0
          ? nothing
          : html`
              ${curves.length === 0 ? nothing : html`<div class="charts squares">${curves.map(curve)}</div>`}
              ${matrices.map(
                ({ path, matrices: each }) =>
                  html`<h3 class="file code" title=${path}>${path}</h3>
                    <div class="charts squares">${each.map((one) => matrix(path, one))}</div>`,
              )}
            `;
      for (const [key, { chart }] of charts)
        if (!used.has(key)) {
          chart.dispose();
          charts.delete(key);
        }
      last = { stamp, drawn };
      return drawn;
    },
    highlight(run: string | undefined): void {
      for (const { chart } of charts.values()) chart.highlight(run);
    },
  };
}

function idIn(datum: unknown): string | undefined {
  if (typeof datum !== "object" || datum === null || !("id" in datum)) return undefined;
  return typeof datum.id === "string" ? datum.id : undefined;
}

function curveSettings({ path, name, kind, lines }: CurveGroup): VegaChartSettings {
  const areas = lines.map(({ points }) => areaUnder(points));
  const best = Math.max(...areas);
  const leader = lines[areas.indexOf(best)]?.run.name ?? "";
  const word = kind === "roc" ? t("ROC curve") : t("Precision and recall");
  const title = name === "" ? word : `${word}: ${name}`;
  const runs: CurveRun[] = lines.map(({ run, points }) => ({
    ...run,
    x: points.map(([x]) => x),
    y: points.map(([, y]) => y),
  }));
  return {
    title,
    note: t("best area {0}", formatNumber(best)),
    summary: t("{0}, {1}: best area {2} of {3}", title, path, formatNumber(best), leader),
    spec: rocCurveSpec({ kind, runs }),
    table: {
      heads: [t("Run"), t("Area"), t("Points")],
      rows: lines.map(({ run, points }, i) => [run.name, areas[i], points.length]),
      note: path,
    },
    height: 220,
  };
}

function matrixSettings(path: string, run: ChartRun, { labels, cells }: ConfusionMatrix): VegaChartSettings {
  const total = cells.flat().reduce((sum, cell) => sum + cell, 0);
  const right = cells.reduce((sum, row, i) => sum + (row[i] ?? 0), 0);
  const said = t("{0} right of {1}", formatPercent(right / (total || 1)), formatCount(total));
  return {
    title: run.name,
    note: said,
    summary: t("Confusion matrix of {0}, {1}: {2}", run.name, path, said),
    spec: confusionMatrixSpec({ labels, counts: cells }),
    table: { heads: [t("actual \\ predicted"), ...labels], rows: cells.map((row, i) => [labels[i], ...row]) },
    height: Math.max(160, Math.min(420, labels.length * 30 + 60)),
  };
}
