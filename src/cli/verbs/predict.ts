import { resolve } from "node:path";
import { isS3Url, readS3Url } from "../../runtime/kernel/s3/address";
import { isS3Fault } from "../../runtime/kernel/s3/s3";
import { BatchRefusal, type Format, formatOf, formats } from "../../runtime/serving/batch/batchTask";
import { type AnyPlace, nameOfAny, predictPlaces, type Stage } from "../../runtime/serving/batch/predictPlaces";
import { formatBytes, formatCount } from "../../shared/format";
import { UsageError } from "../args";
import type { Output } from "../output";
import { findModel } from "../serving/findModel";
import { createProgress, type Progress } from "../terminal/progress";
import { defineVerb } from "../verb";

export const predict = defineVerb({
  usage: "--model MODEL --input FILE --output FILE [--columns A,B,C] [--allow-missing]",
  about: `Predicts every row of a file: .parquet, .csv or .jsonl in, and out. MODEL is an ONNX file, models:/NAME/VERSION,
models:/NAME@ALIAS or runs:/ID/PATH. The output has the input's columns as they are and, behind them, prediction
and probability_<class>. It is there as a whole or not at all; what was stopped goes on with the same command.

FILE may be s3://BUCKET/KEY, with the credentials, region and endpoint that AWS_… variables or ~/.aws name, of AWS or
of a store of your own (AWS_ENDPOINT_URL). It is worked on in the workspace's .tidemark/batch.

A row without a value, or with one that the model does not take, is refused with its place: exit code 2.

Examples:
  tidemark predict --model models:/churn@champion --input people.parquet --output scored.parquet
  tidemark predict --model churn.onnx --input people.csv --output scored.jsonl --columns age,income
  tidemark predict --model churn.onnx --input s3://lake/people.parquet --output s3://lake/scored.parquet`,
  options: {
    model: { kind: "text", value: "MODEL", help: "what predicts" },
    input: { kind: "text", value: "FILE", help: "rows to predict" },
    output: { kind: "text", value: "FILE", help: "where they go; what is there is replaced at the end" },
    columns: { kind: "text", value: "A,B,C", help: "the model's columns in its order (default: by their names)" },
    "allow-missing": { kind: "flag", help: "give the model NaN where a number is missing" },
    format: { kind: "text", value: "FORMAT", help: "of a file whose name does not say: parquet, csv or jsonl" },
    workers: { kind: "integer", value: "N", help: "processes that predict (default: one a core)" },
  },
  async run({ workspace, options, out, json, door }) {
    const { model, workers } = options;
    if (model === undefined) throw new UsageError("predict: which model? --model FILE.onnx or models:/NAME/VERSION");
    if (workers !== undefined && (workers < 1 || workers > 256))
      throw new UsageError(`--workers: ${workers}; 1 to 256`);
    const input = placeOf("--input", options.input, options.format);
    const output = placeOf("--output", options.output, options.format);
    const columns = options.columns?.split(",").map((name) => name.trim());
    const found = await findModel(model, door);
    const task = { model: found, input, output, columns, allowsMissing: options["allow-missing"] };
    const stop = new AbortController();
    const onSignal = () => stop.abort();
    for (const signal of signals) process.on(signal, onSignal);
    const progress = createStages(out, input.format === "parquet" ? "things" : "bytes");
    const began = performance.now();
    const { signal } = stop;
    try {
      const report = progress.update;
      const { rows, bytes, resumed, slices } = await predictPlaces({ task, workspace, workers, report, signal });
      progress.end();
      const seconds = (performance.now() - began) / 1000;
      const written = nameOfAny(output);
      if (json) out.document({ output: written, rows, bytes, resumed, parts: slices, seconds });
      else {
        const many = rows === undefined ? "" : `${formatCount(rows)} rows, `;
        const rest = resumed === 0 ? "" : `, of which ${resumed} of ${slices} parts were done before`;
        out.print(`${written}  ${many}${formatBytes(bytes)} in ${seconds.toFixed(1)} s${rest}`);
      }
      return 0;
    } catch (error) {
      if (error instanceof BatchRefusal) throw new UsageError(`predict: ${error.message}`);
      if (!stop.signal.aborted) throw error;
      out.note("tidemark: predict: stopped; the same command goes on from here");
      return 130;
    } finally {
      progress.end();
      for (const signal of signals) process.off(signal, onSignal);
    }
  },
});

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A bar for each stage, one after the other. */
function createStages(out: Output, unit: "things" | "bytes") {
  let now: { readonly stage: Stage; readonly progress: Progress } | undefined;
  return {
    update(stage: Stage, done: number, total: number): void {
      if (now?.stage !== stage) {
        now?.progress.end();
        now = { stage, progress: createProgress(out, { label: stage, unit: stage === "Predicting" ? unit : "bytes" }) };
      }
      now.progress.update(done, total);
    },
    end: () => now?.progress.end(),
  };
}

function placeOf(option: string, given: string | undefined, format: string | undefined): AnyPlace {
  if (given === undefined) throw new UsageError(`predict: ${option} is missing`);
  if (isS3Url(given)) return { object: addressOf(option, given), format: formatIn(option, given, format) };
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(given) && !given.startsWith("file://"))
    throw new UsageError(
      `${option}: ${given}: predict reads and writes files of this machine and s3://BUCKET/KEY; copy it here first`,
    );
  const path = resolve(given.replace(/^file:\/\//, ""));
  return { path, format: formatIn(option, path, format) };
}

function addressOf(option: string, url: string) {
  try {
    return readS3Url(url);
  } catch (error) {
    if (isS3Fault(error)) throw new UsageError(`${option}: ${error.message}`);
    throw error;
  }
}

function formatIn(option: string, path: string, format: string | undefined): Format {
  const named = formatOf(path) ?? formats.find((each) => each === format);
  if (named !== undefined) return named;
  const why = format === undefined ? "say it with --format" : `--format ${format} is none of ${formats.join(", ")}`;
  throw new UsageError(`${option}: ${path} is not .parquet, .csv or .jsonl; ${why}`);
}
