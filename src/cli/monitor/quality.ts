import { measureQuality } from "../../runtime/monitoring/quality/qualityWork";
import { UsageError } from "../args";
import { defineVerb } from "../verb";
import { readLimits, tellLimits } from "./limits";
import { printQuality } from "./qualityTable";
import { tableFile } from "./tableFile";

export const quality = defineVerb({
  usage: "--data D --actual COL --prediction COL [--probability COL|PREFIX] [--reference R] [--min F=X] [--max F=X]",
  about: `How good a model's answers are: of classes accuracy, precision, recall, F1, ROC AUC, average precision, log loss,
Brier and calibration; of numbers MAE, RMSE, MAPE, R² and more. The figures are scikit-learn's. Rows without a value are
left out and counted.

Without --actual (or where only the reference has it) it says what is expected of the answers, from their probabilities.

Examples:
  tidemark quality --data scored.csv --actual churned --prediction predicted --probability p_churn
  tidemark quality --data scored.parquet --actual species --probability prob_ --segment region,age
  tidemark quality --data today.csv --reference test.csv --actual price --prediction estimate --max mae=12
  tidemark quality --data scored.csv --actual y --prediction p --min accuracy=0.9,f1=0.8

A limit that is broken, or whose figure cannot be computed, makes the exit code 1: a gate for a pipeline.`,
  options: {
    data: { kind: "text", value: "D", help: "the table with the answers: CSV, TSV, JSON lines or parquet" },
    actual: { kind: "text", value: "COL", help: "what came" },
    prediction: { kind: "text", value: "COL", help: "what the model said" },
    probability: { kind: "texts", value: "COL|PREFIX", help: "of the positive class, or a column a class" },
    positive: { kind: "text", value: "CLASS", help: "the class that is meant, of two (1, True or the last one)" },
    weight: { kind: "text", value: "COL", help: "how much each row counts" },
    kind: { kind: "text", value: "KIND", help: "classification or regression, where the columns do not say" },
    segment: { kind: "texts", value: "A,B", help: "the error in each value of these columns" },
    reference: { kind: "text", value: "R", help: "a table to set beside it" },
    min: { kind: "texts", value: "FIGURE=X", help: "not below" },
    max: { kind: "texts", value: "FIGURE=X", help: "not above" },
  },
  async run({ workspace, options, out, json, door }) {
    const { data, reference, actual, prediction, positive, weight } = options;
    if (data === undefined) throw new UsageError("--data: name the table with the model's answers");
    const names = (words: readonly string[]) => words.flatMap((word) => word.split(",").map((name) => name.trim()));
    const document = await measureQuality({
      data: await tableFile({ workspace, door }, data),
      reference: reference === undefined ? undefined : await tableFile({ workspace, door }, reference),
      asked: {
        data,
        ...(reference === undefined ? {} : { reference }),
        ...(actual === undefined ? {} : { actual }),
        ...(prediction === undefined ? {} : { prediction }),
        ...(positive === undefined ? {} : { positive }),
        ...(weight === undefined ? {} : { weight }),
        ...(options.kind === undefined ? {} : { kind: readKind(options.kind) }),
        probability: names(options.probability),
        segments: names(options.segment),
        min: readLimits("min", options.min),
        max: readLimits("max", options.max),
      },
    });
    if (json) out.document(document);
    else printQuality(out, document);
    return tellLimits(out, document.checks, json);
  },
});

function readKind(word: string): "classification" | "regression" {
  if (word === "classification" || word === "regression") return word;
  throw new UsageError(`--kind: expected classification or regression, got '${word}'`);
}
