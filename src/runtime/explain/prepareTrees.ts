import type { Explained } from "../../core/explain/game";
import { logistic } from "../../core/explain/treeSums";
import { countCovers } from "../../core/trees/shap/countCovers";
import { createTreeExplainer, type Rows, type TreeExplainer } from "../../core/trees/shap/treeExplainer";
import { invalid } from "../../shared/apiError";
import type { EncodedRows, RowEncoder } from "./encodeRows";
import type { OpenedModel } from "./openModel";
import { defaultBackground } from "./prepareAsked";
import { type Backdrop, type ExplainChoice, outputLabels, type Prepared } from "./prepared";
import { ofFeatures, treeRows } from "./treeRows";

export function prepareTrees(
  { trees, file, classes }: OpenedModel,
  encoder: RowEncoder,
  backdrop: Backdrop,
  { method, space }: ExplainChoice & { readonly method: "tree_path_dependent" | "interventional" },
): Prepared {
  if (trees === undefined)
    return invalid(`${file.path}: is more than trees, which ${method} needs; --method auto takes the method that fits`);
  const { forest, scaled } = trees;
  const width = encoder.features.length;
  const isLinked = space === "probability" && forest.isClassifier && forest.transform !== "NONE";
  if (isLinked && (method === "tree_path_dependent" || forest.transform === "SOFTMAX"))
    return invalid(
      forest.transform === "SOFTMAX"
        ? `${file.path}: trees with a softmax behind them are explained as raw scores; --method exact or permutation explains probabilities`
        : `${file.path}: tree_path_dependent explains raw scores; --method interventional with --background explains probabilities`,
    );
  const notes: string[] = [];
  const rowsOf = (rows: EncodedRows): Rows => treeRows(trees, rows, width);
  const explain = method === "interventional" ? interventional() : pathDependent();
  const outputs = outputLabels(forest.outputs, forest.isClassifier ? (classes ?? forest.classes) : undefined);
  return {
    method,
    space: isLinked || (forest.isClassifier && forest.transform === "NONE") ? "probability" : "raw",
    link:
      !isLinked && forest.isClassifier && forest.transform === "LOGISTIC" && forest.outputs === 1 ? "logit" : undefined,
    encoder,
    outputs,
    notes,
    ...explain,
    close: async () => undefined,
  };

  function pathDependent(): Pick<Prepared, "explain" | "interactions"> {
    const explainer = createTreeExplainer(forest, forest.covers === undefined ? { covers: counted() } : {});
    return {
      explain: async (rows) => plain(explainer, rowsOf(rows)),
      interactions: (rows) => {
        const { values } = explainer.interactions(rowsOf(rows));
        return scaled === undefined ? values : ofFeatures(values, rows.rows, { scaled, width, forest }, 2);
      },
    };
  }
  function counted(): Float64Array {
    const on = backdrop.given ?? backdrop.data;
    notes.push(
      `covers were counted on the ${backdrop.given === undefined ? "data" : "background"}: the model stores none (tidemark convert does)`,
    );
    const { values, count, stride } = rowsOf(on);
    return countCovers(forest, values, count, stride);
  }
  function interventional(): Pick<Prepared, "explain" | "interactions"> {
    const background = rowsOf(backdrop.given ?? defaultBackground(backdrop.data, width, notes));
    if (isLinked)
      return { explain: async (rows, onRow) => throughLink(background, rowsOf(rows), onRow), interactions: undefined };
    const explainer = createTreeExplainer(forest, { background });
    return { explain: async (rows) => plain(explainer, rowsOf(rows)), interactions: undefined };
  }
  function plain(explainer: TreeExplainer, rows: Rows): Explained {
    const one = rows.count === 1 ? explainer.explainOne(rows.values.subarray(0, rows.stride)) : explainer.explain(rows);
    const values = scaled === undefined ? one.values : ofFeatures(one.values, rows.count, { scaled, width, forest }, 1);
    return { rows: rows.count, values, base: explainer.baseValues, predictions: one.predictions };
  }
  /** As shap does it: against each row of the background for itself, what the scores differ by becomes what the probabilities do. */
  function throughLink(background: Rows, rows: Rows, onRow: (done: number) => void = () => undefined): Explained {
    const values = new Float64Array(rows.count * width);
    const predictions = new Float64Array(rows.count);
    let base = 0;
    for (let other = 0; other < background.count; other++) {
      const explainer = createTreeExplainer(forest, { background: oneRow(background, other) });
      const found = plain(explainer, rows);
      const from = found.base[0] as number;
      base += logistic(from) / background.count;
      for (let row = 0; row < rows.count; row++) {
        const score = found.predictions[row] as number;
        predictions[row] = logistic(score);
        const change = score === from ? 0 : (logistic(score) - logistic(from)) / (score - from) / background.count;
        for (let at = row * width; at < (row + 1) * width; at++)
          values[at] = (values[at] as number) + change * (found.values[at] as number);
      }
      onRow(Math.floor((rows.count * (other + 1)) / background.count));
    }
    return { rows: rows.count, values, base: Float64Array.of(base), predictions };
  }
}

function oneRow({ values, stride }: Rows, row: number): Rows {
  return { values: values.subarray(row * stride, (row + 1) * stride), count: 1, stride };
}
