import { measureFairness } from "../../runtime/monitoring/fairness/fairnessWork";
import { UsageError } from "../args";
import { defineVerb } from "../verb";
import { printFairness } from "./fairnessTable";
import { readLimits, tellLimits } from "./limits";
import { tableFile } from "./tableFile";

export const fairness = defineVerb({
  usage: "--data D --actual COL --prediction COL --sensitive A,B [--max demographic_parity_difference=0.1]",
  about: `How alike a model treats groups of people: selection rate, true and false positive rates, precision and accuracy of
each group, their differences and ratios (fairlearn's figures), with 95 % intervals. Several sensitive columns make a
group of each combination; numbers with more than ten values are put in four ranges.

Examples:
  tidemark fairness --data scored.csv --actual repaid --prediction approved --sensitive sex
  tidemark fairness --data scored.parquet --actual y --probability p --threshold 0.4 --sensitive sex,age
  tidemark fairness --data scored.csv --actual y --prediction p --sensitive sex --max equalized_odds_difference=0.1

A limit that is broken, or whose figure cannot be computed, makes the exit code 1: a gate for a pipeline.`,
  options: {
    data: { kind: "text", value: "D", help: "the table with the answers: CSV, TSV, JSON lines or parquet" },
    actual: { kind: "text", value: "COL", help: "what came" },
    prediction: { kind: "text", value: "COL", help: "what the model said" },
    probability: { kind: "text", value: "COL", help: "of the positive class: calibration by group too" },
    threshold: { kind: "text", value: "X", help: "answers are probabilities from here on (0.5 without --prediction)" },
    sensitive: { kind: "texts", value: "A,B", help: "whose groups are compared" },
    positive: { kind: "text", value: "CLASS", help: "the good answer (1, True or the last one)" },
    min: { kind: "texts", value: "FIGURE=X", help: "not below: demographic_parity_ratio=0.8" },
    max: { kind: "texts", value: "FIGURE=X", help: "not above: equalized_odds_difference=0.1" },
  },
  async run({ workspace, options, out, json, door }) {
    const { data, actual, prediction, probability, positive } = options;
    if (data === undefined) throw new UsageError("--data: name the table with the model's answers");
    if (actual === undefined) throw new UsageError("--actual: name the column with what came");
    if (prediction === undefined && probability === undefined)
      throw new UsageError("--prediction: name the column with the model's answers, or --probability");
    const sensitive = options.sensitive.flatMap((word) => word.split(",").map((name) => name.trim()));
    if (sensitive.length === 0) throw new UsageError("--sensitive: name the columns whose groups are compared");
    const document = await measureFairness({
      data: await tableFile({ workspace, door }, data),
      asked: {
        data,
        actual,
        sensitive,
        ...(prediction === undefined ? {} : { prediction }),
        ...(probability === undefined ? {} : { probability }),
        ...(options.threshold === undefined ? {} : { threshold: readThreshold(options.threshold) }),
        ...(positive === undefined ? {} : { positive }),
        min: readLimits("min", options.min),
        max: readLimits("max", options.max),
      },
    });
    if (json) out.document(document);
    else printFairness(out, document);
    return tellLimits(out, document.checks, json);
  },
});

function readThreshold(word: string): number {
  const value = Number(word);
  if (word.trim() !== "" && value >= 0 && value <= 1) return value;
  throw new UsageError(`--threshold: expected 0 to 1, got '${word}'`);
}
