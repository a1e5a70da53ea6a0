/** Which way a metric gets better; `none`: neither, it only says what was. */
export type Direction = "lower" | "higher" | "none";

const neither =
  /(^|[/_.\s-])(epochs?|steps?|iter(ation)?s?|lr|learning[_ -]?rate|seed|n|num|count|size|batch(es)?|samples?|params|rank|world[_ -]?size)($|[/_.\s-])/i;
const less =
  /loss(es)?($|[^a-z])|(^|[^a-z])loss|err(or)?s?($|[^a-z])|(^|[^a-z])(r?ms?e|ma?p?e|mae|mape|smape|rmsle|wer|cer|fid|ppl|nll|bce|ece|kl|ttft)($|[^a-z])|perplexity|entropy|divergence|deviance|brier|regret|latency|duration|seconds?($|[^a-z])|(^|[^a-z])(ms|secs?|time)($|[^a-z])|memory|(^|[^a-z])(false|fpr|fnr|miss)($|[^a-z])|distance|penalty|gap|drift|toxicity|cost/i;

/** How much is done in a second, however long the name: `train_samples_per_second`. */
const rate = /(per|\/)[/_ ]?(s|secs?|seconds?)($|[^a-z])/i;
/** Well known, also with what Lightning puts behind it: `val_acc_epoch`. */
const more =
  /(^|[^a-z])(acc|accuracy|auc|auroc|f1|precision|recall|r2|score|bleu|rouge[a-z]*|iou|dice|ndcg|mrr|map|kappa|mcc|reward)($|[^a-z])/i;

/** A guess by the name, which the user may turn round. */
export function guessDirection(metric: string): Direction {
  if (metric.startsWith("system/")) return "none";
  if (rate.test(metric)) return "higher";
  if (less.test(metric)) return "lower";
  if (more.test(metric)) return "higher";
  return neither.test(metric) ? "none" : "higher";
}

/** Whether a is better than b. What is not a number is never better. */
export function isBetter(a: number, b: number, direction: Direction): boolean {
  if (direction === "none" || Number.isNaN(a)) return false;
  return Number.isNaN(b) || (direction === "lower" ? a < b : a > b);
}
