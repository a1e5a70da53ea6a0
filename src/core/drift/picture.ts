import type { ColumnPicture, ColumnSide } from "../../shared/drift";
import { countBins, evenEdges } from "../stats/compare/bins";
import { spreadOf } from "../stats/compare/spread";
import { quantileOf } from "../stats/compare/walk";
import { align, type Pair } from "./pair";
import { filledOf, type NumberSide, type Side } from "./side";
import { tellingWords } from "./text/textTest";

const bins = 24;
/** Values that a picture names; all others are one. */
const namedValues = 12;
/** Tails longer than the middle by this much are put into the outer bins. */
const longTail = 4;

export function pictureOf(pair: Pair, role: ColumnPicture["role"]): ColumnPicture {
  const { name, reference, current } = pair;
  const sides = { reference: sideFacts(reference), current: sideFacts(current) };
  if (reference.kind === "numbers" && current.kind === "numbers" && pair.type === "num") {
    const edges = edgesOf(reference, current);
    const shares = (side: NumberSide) => [...binned(side.sorted(), edges)].map((count) => count / side.values.length);
    return { name, role, edges: [...edges], reference: shares(reference), current: shares(current), sides };
  }
  return { name, role, ...valueShares(pair), sides, ...(pair.type === "text" && { words: tellingWords(pair) }) };
}

function valueShares(pair: Pair): Pick<ColumnPicture, "labels" | "reference" | "current"> {
  const { keys, reference, current } = align(pair);
  const [n, m] = [filledOf(pair.reference), filledOf(pair.current)];
  const weight = (i: number) => (reference[i] as number) / n + (current[i] as number) / m;
  const order = Array.from(keys.keys()).sort((a, b) => weight(b) - weight(a));
  // texts are all different: their words say more than a list of them
  const named = pair.type === "text" ? [] : order.slice(0, order.length > namedValues ? namedValues - 1 : namedValues);
  const rest = order.slice(named.length);
  const shares = (counts: Float64Array, of: number) => [
    ...named.map((i) => (counts[i] as number) / of),
    ...(rest.length > 0 ? [rest.reduce((sum, i) => sum + (counts[i] as number), 0) / of] : []),
  ];
  const isTruth = [pair.reference, pair.current].some((side) => side.kind === "values" && !side.codes);
  const label = (key: string | number | undefined) =>
    isTruth && (key === 0 || key === 1) ? String(key === 1) : String(key);
  return {
    labels: [...named.map((i) => label(keys[i])), ...(rest.length > 0 ? [`${rest.length} others`] : [])],
    reference: shares(reference, n),
    current: shares(current, m),
  };
}

function sideFacts(side: Side): ColumnSide {
  const filled = filledOf(side);
  const missing = side.rows === 0 ? 0 : 1 - filled / side.rows;
  if (side.kind === "values") return { rows: side.rows, missing, distinct: side.keys.length };
  const sorted = side.sorted();
  let distinct = 0;
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) distinct++;
  const { mean, variance } = spreadOf(sorted);
  const at = (share: number) => quantileOf(sorted, share);
  return {
    rows: side.rows,
    missing,
    distinct,
    mean,
    std: filled > 1 ? Math.sqrt((variance * filled) / (filled - 1)) : 0,
    quantiles: [at(0.05), at(0.25), at(0.5), at(0.75), at(0.95)],
  };
}

function edgesOf(reference: NumberSide, current: NumberSide): Float64Array {
  const sides = [reference.sorted(), current.sorted()];
  const over = (choose: (...values: number[]) => number, share: number) =>
    choose(...sides.map((sorted) => quantileOf(sorted, share)));
  const [low, high] = [over(Math.min, 0.01), over(Math.max, 0.99)];
  const reach = (high - low) * longTail;
  const least = Math.max(over(Math.min, 0), low - reach);
  const most = Math.min(over(Math.max, 1), high + reach);
  if (least === most) return Float64Array.of(least - 0.5, least + 0.5);
  const isWhole = reference.precision === "integer" && current.precision === "integer";
  if (isWhole && most - least < bins) return evenEdges(least - 0.5, most + 0.5, most - least + 1, "double");
  return evenEdges(least, most, bins, "double");
}

/** What lies beyond the edges counts in the outer bins. */
function binned(sorted: Float64Array, edges: Float64Array): Float64Array {
  const open = edges.slice();
  open[0] = Math.min(open[0] as number, sorted[0] as number);
  open[open.length - 1] = Math.max(open.at(-1) as number, sorted.at(-1) as number);
  return countBins(sorted, open);
}
