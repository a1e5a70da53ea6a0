import { createMersenne } from "../../stats/mersenne";
import { rankArea } from "../../stats/rankArea";
import type { Pair } from "../pair";
import type { ValueSide } from "../side";
import { Untestable } from "../untestable";
import { randomArea } from "./randomArea";
import { type Classifier, scoreSparse, trainSparse } from "./sparseClassifier";
import { learnWords, type Vocabulary } from "./tfIdf";

const seed = 42;
/** Words that a page names of either side. */
const namedWords = 25;

/** How well a classifier of words tells current texts from the reference's: its area under the ROC curve on texts that it has not seen. */
export function textTest(pair: Pair, threshold: number | undefined): { score: number; drift?: boolean } {
  const { score, positives, negatives } = classify(pair);
  // by chance it would be as good in one of so many cases
  return threshold === undefined ? { score } : { score, drift: score > randomArea(positives, negatives, threshold) };
}

/** What is typical of current texts, and of the reference's: most telling first. */
export function tellingWords(pair: Pair): { readonly gained: string[]; readonly lost: string[] } {
  const { classifier, vocabulary } = classify(pair);
  const named = [...classifier.weights.entries()].filter(([, weight]) => weight !== 0).sort(([, a], [, b]) => b - a);
  const words = (entries: readonly [number, number][]) =>
    entries.slice(0, namedWords).map(([term]) => vocabulary.words[term] as string);
  return {
    gained: words(named.filter(([, weight]) => weight > 0)),
    lost: words(named.filter(([, weight]) => weight < 0).reverse()),
  };
}

interface Classified {
  readonly score: number;
  readonly positives: Uint8Array;
  readonly negatives: number;
  readonly classifier: Classifier;
  readonly vocabulary: Vocabulary;
}

/** A column is classified once for its score and its words. */
const known = new WeakMap<Pair, Classified>();

function classify(pair: Pair): Classified {
  const already = known.get(pair);
  if (already) return already;
  const { reference, current } = pair;
  if (reference.kind !== "values" || current.kind !== "values") throw new Untestable("not text in the reference");
  const [old, fresh] = [textRows(reference), textRows(current)];
  const texts = [...(reference.keys as readonly string[]), ...(current.keys as readonly string[])];
  const all = new Int32Array(old.length + fresh.length);
  all.set(old);
  all.set(
    fresh.map((code) => code + reference.keys.length),
    old.length,
  );
  // as train_test_split(test_size=0.5, random_state=42)
  const order = createMersenne(seed).permutation(all.length);
  const tested = order.subarray(0, Math.ceil(all.length / 2));
  const trained = order.subarray(tested.length);
  const rowsOf = (places: Int32Array) => places.map((place) => all[place] as number);
  const times = new Int32Array(texts.length);
  for (const row of rowsOf(trained)) times[row] = (times[row] as number) + 1;
  const vocabulary = learnWords(texts, times);
  if (!vocabulary) throw new Untestable("its texts have no words to compare");
  const rows = vocabulary.rowsOf(texts);
  const isNew = (places: Int32Array) => (i: number) => (places[i] as number) >= old.length;
  const draws = createMersenne(seed);
  draws.upTo(2147483645); // one that scikit-learn spends elsewhere
  const classifier = trainSparse(
    rows,
    vocabulary.words.length,
    rowsOf(trained),
    isNew(trained),
    draws.upTo(2147483646),
  );
  const scores = scoreSparse(classifier, rows, rowsOf(tested));
  const isPositive = isNew(tested);
  const positives = Uint8Array.from(tested, (_, i) => (isPositive(i) ? 1 : 0));
  const hits = positives.reduce((sum, each) => sum + each, 0);
  if (hits === 0 || hits === positives.length) throw new Untestable("too few texts");
  const made = {
    score: rankArea(scores, isPositive),
    positives,
    negatives: positives.length - hits,
    classifier,
    vocabulary,
  };
  known.set(pair, made);
  return made;
}

function textRows({ codes, keys }: ValueSide): Int32Array {
  if (!codes || typeof keys[0] !== "string") throw new Untestable("not text in the reference");
  return codes.filter((code) => code >= 0);
}
