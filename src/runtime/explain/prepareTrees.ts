import type { Explained } from "../../core/explain/game";
import { explainThroughLink } from "../../core/explain/throughLink";
import { countCovers } from "../../core/trees/shap/countCovers";
import type { Rows } from "../../core/trees/shap/treeExplainer";
import { invalid } from "../../shared/apiError";
import { backgroundOf } from "./background";
import type { EncodedRows, RowEncoder } from "./encodeRows";
import type { OpenedModel } from "./openModel";
import { type Backdrop, type ExplainChoice, outputLabels, type Prepared } from "./prepared";
import { ofFeatures, treeRows } from "./treeRows";
import { createThreadedExplainer, type ThreadedExplainer } from "./trees/threadedExplainer";

/** Rows of a background that a page's rows are explained against: each costs what a row does. */
const mostBackground = 1000;

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
  };

  function pathDependent(): Pick<Prepared, "explain" | "interactions" | "close"> {
    const explainer = createThreadedExplainer(forest, forest.covers === undefined ? { covers: counted() } : {});
    return {
      explain: (rows) => plain(explainer, rowsOf(rows)),
      async interactions(rows) {
        const { values } = await explainer.interactions(rowsOf(rows));
        return scaled === undefined ? values : ofFeatures(values, rows.rows, { scaled, width, forest }, 2);
      },
      close: explainer.close,
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
  function interventional(): Pick<Prepared, "explain" | "interactions" | "close"> {
    const background = rowsOf(backgroundOf(backdrop, { width, ...(!isLinked && { most: mostBackground }) }, notes));
    if (isLinked)
      return {
        explain: async (rows, onRow) => asFeatures(explainThroughLink(forest, background, rowsOf(rows), onRow)),
        interactions: undefined,
        close: async () => undefined,
      };
    const explainer = createThreadedExplainer(forest, { background });
    return { explain: (rows) => plain(explainer, rowsOf(rows)), interactions: undefined, close: explainer.close };
  }
  async function plain(explainer: ThreadedExplainer, rows: Rows): Promise<Explained> {
    const isOne = rows.count === 1;
    const found = isOne ? explainer.explainOne(rows.values.subarray(0, rows.stride)) : await explainer.explain(rows);
    const { values, predictions } = found;
    return asFeatures({ rows: rows.count, values, base: explainer.baseValues, predictions });
  }
  function asFeatures(explained: Explained): Explained {
    if (scaled === undefined) return explained;
    return { ...explained, values: ofFeatures(explained.values, explained.rows, { scaled, width, forest }, 1) };
  }
}
