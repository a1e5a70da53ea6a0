import { explainMethods } from "../../shared/explanation";
import { UsageError } from "../args";
import { defineVerb } from "../verb";

export const explain = defineVerb({
  usage: "--model MODEL --data FILE [--background FILE] [--method METHOD] [--json | --output FILE.parquet]",
  about: `Says what each feature adds to each prediction (SHAP values). MODEL is an ONNX file, models:/NAME/VERSION,
models:/NAME@ALIAS or runs:/ID/PATH; FILE a table: .csv, .tsv, .jsonl or .parquet.

Methods: tree_path_dependent and interventional for trees, linear (the closed form), exact (every coalition), and
permutation and kernel (some of them) for any other model. auto takes the one that fits: for trees interventional
where there is a background, for up to 12 features of any other model exact, else permutation.

--background  rows that features come from when they are not known; without it rows of the data
--reference   another table: what the model goes by there and here is compared
--segment     a column of the data: what the model goes by in each part of it
--request     explains one logged prediction by the id of its request

Examples:
  tidemark explain --model churn.onnx --data people.csv
  tidemark explain --model models:/churn@champion --data people.parquet --background train.parquet --output shap.parquet
  tidemark explain --model churn.onnx --data today.csv --reference train.csv
  tidemark explain --request 6f1c2a…`,
  options: {
    model: { kind: "text", value: "MODEL", help: "what is explained" },
    data: { kind: "text", value: "FILE", help: "rows whose predictions are explained" },
    background: { kind: "text", value: "FILE", help: "rows to compare with" },
    method: { kind: "text", value: "METHOD", help: `auto (default), ${explainMethods.join(", ")}` },
    "output-space": { kind: "text", value: "SPACE", help: "raw (default) or probability" },
    output: { kind: "text", value: "FILE.parquet", help: "write the values there, a column a feature" },
    rows: { kind: "text", value: "N|FROM..TO", help: "the first N rows, or those from FROM up to TO, the first is 0" },
    columns: { kind: "text", value: "A,B,C", help: "the model's columns in its order (default: by their names)" },
    "max-evals": { kind: "integer", value: "N", help: "of permutation and kernel: coalitions a row" },
    interactions: { kind: "flag", help: "of trees: what features add only together" },
    reference: { kind: "text", value: "FILE", help: "compare what the model goes by there" },
    segment: { kind: "text", value: "COLUMN", help: "what the model goes by in each part of the data" },
    request: { kind: "text", value: "ID", help: "one logged prediction" },
  },
  async run(call) {
    const { options } = call;
    if (options.request !== undefined) return (await import("./explain/request")).explainRequest(call, options.request);
    const { model, data } = options;
    if (model === undefined) throw new UsageError("explain: which model? --model FILE.onnx or models:/NAME/VERSION");
    if (data === undefined) throw new UsageError("explain: which rows? --data FILE");
    const { explainFiles } = await import("./explain/files");
    return explainFiles(call, { model, data, ...readChoice(options) }, options);
  },
});

interface Given {
  readonly method: string | undefined;
  readonly "output-space": string | undefined;
  readonly rows: string | undefined;
  readonly columns: string | undefined;
  readonly "max-evals": number | undefined;
}

function readChoice(given: Given) {
  const method = (["auto", ...explainMethods] as const).find((each) => each === (given.method ?? "auto"));
  if (method === undefined)
    throw new UsageError(`--method: '${given.method}' is none of auto, ${explainMethods.join(", ")}`);
  const space = (["raw", "probability"] as const).find((each) => each === (given["output-space"] ?? "raw"));
  if (space === undefined)
    throw new UsageError(`--output-space: '${given["output-space"]}' is neither raw nor probability`);
  const mostEvaluations = given["max-evals"];
  if (mostEvaluations !== undefined && mostEvaluations < 3) throw new UsageError("--max-evals: expected 3 or more");
  const columns = given.columns?.split(",").map((name) => name.trim());
  return { method, space, mostEvaluations, columns, rows: readRows(given.rows) };
}

function readRows(text: string | undefined): { readonly from: number; readonly to: number } | undefined {
  if (text === undefined) return undefined;
  const [, one, from, to] = /^(?:(\d+)|(\d+)\.\.(\d+))$/.exec(text) ?? [];
  const range = one === undefined ? { from: Number(from), to: Number(to) } : { from: 0, to: Number(one) };
  if (!(range.to > range.from))
    throw new UsageError(`--rows: '${text}'; expected a number of rows, or FROM..TO with the first row being 0`);
  return range;
}
