import { formatEnglishCount } from "../../shared/format";
import type { QualityDocument, QualityReport } from "../../shared/quality";
import type { Output } from "../output";
import { writeTable } from "../terminal/table";
import { figure, plainFigure } from "./figure";

/** Figures that are printed; --json has all of them. */
const shown = {
  classification: [
    "accuracy",
    "balanced_accuracy",
    "precision",
    "recall",
    "f1",
    "f1_macro",
    "mcc",
    "roc_auc",
    "average_precision",
    "log_loss",
    "brier",
    "ece",
  ],
  regression: ["mae", "rmse", "mape", "median_ae", "max_error", "mean_error", "r2", "explained_variance"],
};

export function printQuality(out: Output, document: QualityDocument): void {
  const { current, unlabelled } = document;
  if (current) printReport(out, current, document.reference);
  else if (unlabelled) printUnlabelled(out, document);
  printSegments(out, document);
}

function printReport(out: Output, report: QualityReport, reference: QualityReport | undefined): void {
  const names = shown[report.kind].filter((name) => report.figures[name] !== undefined);
  printFigures(
    out,
    names.map((name) => ({
      name,
      value: report.figures[name],
      before: reference?.figures[name],
      why: report.why[name],
    })),
    reference !== undefined,
  );
  const detail = report.classification;
  if (detail && detail.labels.length > 0 && detail.labels.length <= 12) {
    out.print("");
    writeTable(
      out,
      [
        { title: "CLASS", text: ({ label }) => label },
        {
          title: "ROWS",
          align: "right",
          text: ({ support }) => figure(support),
          plain: ({ support }) => String(support),
        },
        ...(["precision", "recall", "f1"] as const).map((name) => ({
          title: name.toUpperCase(),
          align: "right" as const,
          text: (row: (typeof detail.classes)[number]) => figure(row[name]),
          plain: (row: (typeof detail.classes)[number]) => plainFigure(row[name]),
        })),
        ...detail.labels.map((label, at) => ({
          title: `SAID ${label}`,
          align: "right" as const,
          text: (row: (typeof detail.classes)[number]) =>
            figure(detail.confusion[detail.labels.indexOf(row.label)]?.[at]),
        })),
      ],
      detail.classes,
    );
  }
  const left = Object.entries(report.dropped);
  const told = left.map(([name, count]) => `${formatEnglishCount(count)} without '${name}'`);
  out.note(`${formatEnglishCount(report.rows)} rows${told.length > 0 ? `; left out: ${told.join(", ")}` : ""}`);
  for (const note of report.notes ?? []) out.note(note);
}

interface Line {
  readonly name: string;
  readonly value: number | null | undefined;
  readonly before: number | null | undefined;
  readonly why: string | undefined;
}

function printFigures(out: Output, lines: readonly Line[], isCompared: boolean): void {
  writeTable<Line>(
    out,
    [
      { title: "FIGURE", text: ({ name }) => name },
      { title: "VALUE", align: "right", text: ({ value }) => figure(value), plain: ({ value }) => plainFigure(value) },
      ...(isCompared
        ? [
            {
              title: "REFERENCE",
              align: "right" as const,
              text: ({ before }: Line) => figure(before),
              plain: ({ before }: Line) => plainFigure(before),
            },
          ]
        : []),
      { title: "", text: ({ why = "" }) => why, yields: 1 },
    ],
    lines,
  );
}

function printUnlabelled(out: Output, { unlabelled, reference }: QualityDocument): void {
  if (!unlabelled) return;
  const { estimated, why, rows, calibrated, prediction_drift } = unlabelled;
  const names = shown.classification.filter((name) => estimated[name] !== undefined || why[name] !== undefined);
  printFigures(
    out,
    names.map((name) => ({ name, value: estimated[name], before: reference?.figures[name], why: why[name] })),
    reference !== undefined,
  );
  for (const { column, test, score, drift } of prediction_drift)
    out.print(`${column} ${drift ? "has drifted" : "has not drifted"} (${test} ${figure(score)})`);
  const trust = calibrated ? "mended on the reference" : "taken as calibrated";
  out.note(`estimated from the probabilities of ${formatEnglishCount(rows)} rows without labels, ${trust}`);
}

function printSegments(out: Output, { segments, current }: QualityDocument): void {
  if (segments.length === 0) return;
  const isCompared = segments.some(({ reference }) => reference !== undefined);
  type Row = (typeof segments)[number];
  out.print("");
  writeTable<Row>(
    out,
    [
      { title: "COLUMN", text: ({ column }) => column },
      { title: "SEGMENT", text: ({ segment }) => segment },
      {
        title: "ROWS",
        align: "right",
        text: ({ rows }) => formatEnglishCount(rows),
        plain: ({ rows }) => String(rows),
      },
      {
        title: current?.kind === "regression" ? "MAE" : "ERROR",
        align: "right",
        text: ({ error }) => figure(error),
        plain: ({ error }) => plainFigure(error),
      },
      {
        title: "95 %",
        align: "right",
        text: ({ low, high }) => `${figure(low)} – ${figure(high)}`,
        plain: ({ low, high }) => `${low} ${high}`,
        yields: 1,
      },
      ...(isCompared
        ? [
            {
              title: "REFERENCE",
              align: "right" as const,
              text: ({ reference }: Row) => figure(reference?.error),
              plain: ({ reference }: Row) => plainFigure(reference?.error),
            },
          ]
        : []),
    ],
    segments,
  );
}
