import { UsageError } from "../args";
import { defineVerb } from "../verb";
import { readLimits, tellLimits } from "./limits";

export const robustness = defineVerb({
  usage: "--model MODEL --data D [--actual COL] [--segment A,B] [--max answers_changed=0.1]",
  about: `Whether a model's answers hold when its data are a little different: noise on numbers, missing values, rounding,
another scale, categories exchanged, on each feature and on all of them; and, with labels, groups that come three times as
often. MODEL is an ONNX file, models:/NAME/VERSION, models:/NAME@ALIAS or runs:/ID/PATH.

Says of each change how many answers are others then, and with --actual what it does to the metric.

Examples:
  tidemark robustness --model churn.onnx --data test.csv
  tidemark robustness --model churn.onnx --data test.csv --actual churned --segment region
  tidemark robustness --model models:/churn@champion --data test.parquet --actual y --max noise.metric_drop=0.02

Limits: answers_changed, mean_change and metric_drop of the worst change, or of one kind: noise, missing, rounding, scaling,
swap, slice (missing.answers_changed). A limit that is broken makes the exit code 1: a gate for a pipeline.`,
  options: {
    model: { kind: "text", value: "MODEL", help: "what is asked" },
    data: { kind: "text", value: "D", help: "rows to ask it for: CSV, TSV, JSON lines or parquet" },
    actual: { kind: "text", value: "COL", help: "what came" },
    metric: { kind: "text", value: "FIGURE", help: "of tidemark quality (accuracy, of numbers mae)" },
    segment: { kind: "texts", value: "A,B", help: "columns whose groups come more often" },
    columns: { kind: "text", value: "A,B,C", help: "the model's columns in its order (default: by their names)" },
    rows: { kind: "integer", value: "N", help: "at most so many, evenly taken (default 10000)" },
    seed: { kind: "integer", value: "N", help: "of chance (default 7)" },
    min: { kind: "texts", value: "FIGURE=X", help: "not below" },
    max: { kind: "texts", value: "FIGURE=X", help: "not above" },
  },
  async run(call) {
    const { options, out, json } = call;
    const { model, data, actual, metric, columns, rows = 10_000, seed = 7 } = options;
    if (model === undefined) throw new UsageError("--model: name the model, an ONNX file or models:/NAME/VERSION");
    if (data === undefined) throw new UsageError("--data: name the table with rows to ask it for");
    if (rows < 1) throw new UsageError("--rows: expected 1 or more");
    const names = (words: readonly string[]) => words.flatMap((word) => word.split(",").map((name) => name.trim()));
    const { askModel } = await import("./robustness/askModel");
    const document = await askModel(call, {
      model,
      data,
      actual,
      metric,
      columns: columns === undefined ? undefined : names([columns]),
      segments: names(options.segment),
      rows,
      seed,
      limits: { min: readLimits("min", options.min), max: readLimits("max", options.max) },
    });
    if (json) out.document(document);
    else (await import("./robustness/robustnessTable")).printRobustness(out, document);
    return tellLimits(out, document.checks, json);
  },
});
