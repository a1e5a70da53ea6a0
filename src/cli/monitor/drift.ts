import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { readDriftWish } from "../../runtime/monitoring/drift/driftWish";
import { measureDrift } from "../../runtime/monitoring/drift/driftWork";
import { UsageError } from "../args";
import { defineVerb } from "../verb";
import { printDrift } from "./driftTable";
import { tableFile } from "./tableFile";

export const drift = defineVerb({
  usage: "--reference R --current C [--columns A,B] [--method TEST] [--threshold X] [--fail-on-drift]",
  about: `Whether the values of a table's columns have moved against those of a reference. R and C are CSV, TSV, JSON lines
or parquet files, versions of them (data.csv@HEAD~3), datasets of runs (run:ID/NAME) or logged predictions
(predictions:NAME?last=24h).

A column's type and size choose its test, as in Evidently: up to 1000 rows ks for numbers and chisquare or z for
categories (p-values, drift below .05), beyond wasserstein and jensenshannon (distances, drift from .1 on); texts are
told apart by a classifier of their words. What cannot be tested is named with why.

Examples:
  tidemark drift --reference train.csv --current today.csv
  tidemark drift --reference train.parquet --current today.parquet --columns age,income --method psi
  tidemark drift --reference train.csv --current today.csv --segment country --html drift.html
  tidemark drift --reference data.csv@HEAD~3 --current data.csv --fail-on-drift
  tidemark drift --reference a.parquet --current b.parquet --embeddings text=emb_*

Tests: ks, chisquare, z, wasserstein, jensenshannon, psi, kl_div, hellinger, t_test, mannw, ed, cramer_von_mises, anderson,
es, g_test, fisher_exact, TVD, empirical_mmd, abs_text_content_drift, perc_text_content_drift.
The exit code is 0 whether or not there is drift; with --fail-on-drift it is 1 when the dataset has drifted.`,
  options: {
    reference: { kind: "text", value: "R", help: "the table that is the measure" },
    current: { kind: "text", value: "C", help: "the table that is looked at" },
    columns: { kind: "text", value: "A,B", help: "only these" },
    method: { kind: "text", value: "TEST", help: "this test for all columns whose type it takes" },
    "num-method": { kind: "text", value: "TEST", help: "of numbers" },
    "cat-method": { kind: "text", value: "TEST", help: "of categories" },
    "text-method": { kind: "text", value: "TEST", help: "of texts" },
    threshold: { kind: "text", value: "X", help: "instead of each test's own" },
    "drift-share": { kind: "text", value: "S", help: "share of columns from which on the dataset has drifted (0.5)" },
    segment: { kind: "text", value: "COLUMN", help: "a report for each of its values as well" },
    target: { kind: "text", value: "COLUMN", help: "what is predicted" },
    prediction: { kind: "text", value: "COLUMN", help: "what the model said" },
    embeddings: { kind: "texts", value: "NAME=A,B|P*", help: "columns that are one vector, or a column of lists" },
    "fail-on-drift": { kind: "flag", help: "exit with 1 when the dataset has drifted" },
    html: { kind: "text", value: "FILE", help: "write a page with pictures there" },
    output: { kind: "text", value: "FILE", help: "write the report with what its page draws there, as JSON" },
  },
  async run({ workspace, options, out, json, door }) {
    const { reference, current, html, output } = options;
    if (reference === undefined) throw new UsageError("--reference: name the table that is the measure");
    if (current === undefined) throw new UsageError("--current: name the table that is looked at");
    const wish = readDriftWish(options, (name) => `--${name}`);
    const isDrawn = html !== undefined || output !== undefined;
    const document = await measureDrift({
      reference: await tableFile({ workspace, door }, reference),
      current: await tableFile({ workspace, door }, current),
      wish: { ...wish, isDrawn },
    });
    const { report } = document;
    if (output !== undefined) write(resolve(workspace, output), JSON.stringify(document));
    if (html !== undefined) {
      const { driftHtml } = await import("../../core/drift/driftHtml");
      write(resolve(workspace, html), driftHtml(current, document));
    }
    if (json) out.document(report);
    else printDrift(out, report);
    return options["fail-on-drift"] && report.dataset_drift ? 1 : 0;
  },
});

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new UsageError(`${path}: cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
