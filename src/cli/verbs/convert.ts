import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { findPython } from "../../runtime/serving/convert/findPython";
import { isModelAddress } from "../../runtime/serving/modelPlaces";
import { formatBytes } from "../../shared/format";
import { integer, list, number, object, oneOf, optional, string } from "../../shared/readers";
import { UsageError } from "../args";
import { awaitJob } from "../job";
import { createProgress } from "../terminal/progress";
import { defineVerb } from "../verb";

const readConversion = object({
  outcome: oneOf("converted", "already", "differs"),
  model: string,
  file: optional(string, ""),
  message: optional(string, ""),
  bytes: optional(integer, 0),
  converter: optional(string, ""),
  largest_difference: optional(number),
  rows: optional(integer, 0),
  rounded_rows: optional(integer, 0),
  notes: optional(list(string), []),
});

export const convert = defineVerb({
  usage: "MODEL [--python PATH] [--output FILE.onnx] [--example FILE] [--timeout SECONDS]",
  about: `Makes ONNX of a model of scikit-learn, XGBoost, LightGBM, CatBoost, PyTorch or Keras, so that it can be served.
MODEL is models:/NAME/VERSION, models:/NAME@ALIAS, runs:/ID/PATH, or the path of a pickle, a model's own file or a
folder of MLflow's. Your own Python loads and converts it: the one of the active environment, or --python. Its
predictions are compared with the model's on its input example; where they differ nothing is kept, and the exit
code is 1. The ONNX file lies beside the original version.

A pickle is code: convert only what you trust.

Examples:
  tidemark convert models:/churn/1
  tidemark convert models:/churn@champion --python .venv/bin/python
  tidemark convert model.pkl --example rows.csv --output model.onnx`,
  options: {
    model: { kind: "text", value: "MODEL", help: "the same as the word MODEL" },
    python: {
      kind: "text",
      value: "PATH",
      help: "the interpreter with the model's packages (default: the active environment's, else python3)",
    },
    output: { kind: "text", value: "FILE", help: "write the ONNX there; of a registered model, there too" },
    example: { kind: "text", value: "FILE", help: "rows to compare on: .csv, .parquet, .json or .npy" },
    timeout: { kind: "integer", value: "SECONDS", help: "give up after so long (default: 600)" },
  },
  words: { least: 0, most: 1 },
  async run({ workspace, words, options, out, json, door }) {
    const given = words[0] ?? options.model;
    if (given === undefined) throw new UsageError("convert: which model? tidemark convert models:/NAME/VERSION");
    const model = isModelAddress(given) ? given : resolve(given);
    if (model !== given && !existsSync(model)) throw new UsageError(`convert: ${model} is not there`);
    const { output, example, timeout } = options;
    if (example !== undefined && !existsSync(example))
      throw new UsageError(`--example: ${resolve(example)} is not there`);
    if (output !== undefined && !/\.onnx$/i.test(output))
      throw new UsageError(`--output: ${output} does not end in .onnx`);
    if (timeout !== undefined && timeout < 1)
      throw new UsageError(`--timeout: ${timeout}; expected seconds, 1 or more`);
    const opened = await door();
    const started = await opened.call("POST", "/api/tidemark/v1/convert", {
      model,
      // of this terminal: the runtime may have been started in another environment
      python: findPython({ given: options.python, workspace, env: process.env }),
      ...(output !== undefined && { output: resolve(output) }),
      ...(example !== undefined && { example: resolve(example) }),
      ...(timeout !== undefined && { timeout_seconds: timeout }),
    });
    const progress = createProgress(out, { label: `Converting ${given}` });
    const result = await awaitJob(opened, started, "convert", progress);
    const found = readConversion(result, "result");
    if (json) out.document(result);
    else if (found.outcome === "already") out.print(`${found.file}  is ONNX already`);
    else if (found.outcome === "converted") {
      const difference = `largest difference ${(found.largest_difference ?? 0).toPrecision(2)} in ${found.rows} rows`;
      out.print(`${found.file}  ${formatBytes(found.bytes)}, by ${found.converter}, ${difference}`);
    }
    for (const note of found.notes) out.note(`note: ${note}`);
    if (found.rounded_rows > 0)
      out.note(
        `note: ${found.rounded_rows} of ${found.rows} rows lie so near a tree's threshold that float32 sends them the other way`,
      );
    if (found.outcome !== "differs") return 0;
    out.note(`tidemark: convert: ${found.message}; nothing was kept`);
    return 1;
  },
});
