import { createChance } from "../../core/explain/chance";
import { explainExactly } from "../../core/explain/exact";
import { type AskedModel, type ExplainRow, explainRows } from "../../core/explain/game";
import { byKernel } from "../../core/explain/kernel";
import { linearSums } from "../../core/explain/linear";
import { byPermutations } from "../../core/explain/permutation";
import { toProbabilities, treeSums } from "../../core/explain/treeSums";
import { invalid } from "../../shared/apiError";
import { askEngine } from "./askEngine";
import { backgroundOf } from "./background";
import type { EncodedRows, RowEncoder } from "./encodeRows";
import type { OpenedModel } from "./openModel";
import { type Backdrop, type ExplainChoice, outputLabels, type Prepared, type Space } from "./prepared";
import { linearModel } from "./prepareLinear";
import { treeRows } from "./treeRows";

/** Beyond this many features every coalition is more than anybody waits for. */
const mostExact = 16;
/** As shap's Permutation explainer has it. */
const usualEvaluations = 500;

type AskedMethod = "exact" | "permutation" | "kernel";

export async function prepareAsked(
  model: OpenedModel,
  encoder: RowEncoder,
  backdrop: Backdrop,
  { method, space, mostEvaluations }: ExplainChoice & { readonly method: AskedMethod },
): Promise<Prepared> {
  const width = encoder.features.length;
  const notes: string[] = [];
  if (method === "exact" && width > mostExact)
    return invalid(
      `${model.file.path}: exact goes through 2^${width} coalitions of ${width} features, and ${mostExact} features are the most; --method permutation or kernel asks for some of them`,
    );
  const background = backgroundOf(backdrop, { width }, notes);
  const asked = await open(model, encoder, space, background);
  if (asked.isOwnSpace && space === "raw" && asked.space === "probability")
    notes.push("the model gives probabilities and no raw scores: these are explained");
  return {
    method,
    space: asked.space,
    link: asked.link,
    encoder,
    outputs: outputLabels(asked.model.outputs, asked.isClassifier ? model.classes : undefined),
    notes,
    explain: (rows, onRow) =>
      explainRows(asked.model, rows.values, background.values, row(method, width, mostEvaluations), onRow),
    interactions: undefined,
    close: asked.close,
  };
}

/** From the same seed each time, so that the same rows get the same values. */
function row(method: AskedMethod, width: number, most: number | undefined): ExplainRow {
  if (method === "exact") return explainExactly;
  if (method === "kernel") return byKernel(createChance(0), most);
  return byPermutations(createChance(0), most ?? Math.max(usualEvaluations, 2 * width + 1));
}

interface Opened {
  readonly model: AskedModel;
  readonly isClassifier: boolean;
  readonly space: Space;
  readonly link: "logit" | undefined;
  /** It has one space, whatever was asked for. */
  readonly isOwnSpace: boolean;
  close(): Promise<void>;
}

/** What was understood of the model is computed here; all else asks onnxruntime. */
async function open(model: OpenedModel, encoder: RowEncoder, space: Space, background: EncodedRows): Promise<Opened> {
  const { trees, linear } = model;
  const width = encoder.features.length;
  const close = async () => undefined;
  if (trees !== undefined) {
    const { forest } = trees;
    const isLinked = space === "probability" && forest.isClassifier;
    const ask = async (values: Float64Array, count: number) => {
      const rows = treeRows(trees, { rows: count, values }, width);
      const sums = new Float64Array(count * forest.outputs);
      for (let i = 0; i < count; i++)
        treeSums(forest, rows.values.subarray(i * rows.stride, (i + 1) * rows.stride), sums, i * forest.outputs);
      if (isLinked) toProbabilities(forest, sums);
      return sums;
    };
    return {
      model: { width, outputs: forest.outputs, ask },
      isClassifier: forest.isClassifier,
      space: isLinked || (forest.isClassifier && forest.transform === "NONE") ? "probability" : "raw",
      link: !isLinked && forest.transform === "LOGISTIC" && forest.outputs === 1 ? "logit" : undefined,
      isOwnSpace: forest.transform === "NONE" && !forest.isClassifier,
      close,
    };
  }
  if (linear !== undefined && (space === "raw" || !linear.isClassifier)) {
    const ask = async (values: Float64Array) => linearSums(linearModel(linear, encoder), values);
    const { isClassifier, isLogit } = linear;
    const link = isLogit ? "logit" : undefined;
    return {
      model: { width, outputs: linear.outputs.length, ask },
      isClassifier,
      space: "raw",
      link,
      isOwnSpace: false,
      close,
    };
  }
  const engine = await askEngine(model, encoder, background.values.subarray(0, width));
  const isClassifier = model.facts.probabilities !== undefined;
  return {
    model: engine,
    isClassifier,
    space: isClassifier ? "probability" : "raw",
    link: undefined,
    isOwnSpace: true,
    close: engine.close,
  };
}
