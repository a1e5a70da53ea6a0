import type { Tests, VariantNumbers } from "./compare";
import type { MetricLine } from "./report";

export type Verdict = "too-few" | "srm" | "disagree" | "promote" | "keep" | "leaning" | "no-difference";

export interface Advice {
  readonly verdict: Verdict;
  readonly advice: string;
}

export interface Evidence {
  readonly metric: string | undefined;
  readonly control: string | undefined;
  readonly treatments: readonly string[];
  readonly variants: Readonly<Record<string, VariantNumbers>>;
  readonly comparisons: Readonly<Record<string, Tests>>;
  readonly srm: { readonly p_value: number | null; readonly flagged: boolean; readonly weights: readonly number[] };
  readonly lines: readonly MetricLine[];
}

const alpha = 0.05;

/** One sentence that says what to do, and how sure that is. */
export function adviseOn(evidence: Evidence): Advice {
  const { metric, control, treatments, variants, srm } = evidence;
  const [first] = treatments;
  if (metric === undefined || control === undefined || first === undefined)
    return { verdict: "too-few", advice: "Wait: no outcome has come in through POST /feedback yet." };
  const names = [control, ...treatments];
  const counts = names.map((name) => variants[name]?.n ?? 0);
  if (counts.every((n) => n === 0)) return { verdict: "too-few", advice: noneOf(metric, evidence.lines) };
  if (counts.some((n) => n < 2))
    return {
      verdict: "too-few",
      advice: `Wait: there are too few outcomes of ${metric} to tell anything (${listed(names, counts)}).`,
    };
  if (srm.flagged)
    return {
      verdict: "srm",
      advice: `Do not decide yet: ${counts.join(" to ")} users do not fit the weights ${srm.weights.join(" to ")} (p = ${shown(srm.p_value)}), so look for what loses users or outcomes first.`,
    };
  return disagreement(evidence) ?? ofBest(evidence, metric, control);
}

/** A name that nobody has sent may be a slip of the pen. */
function noneOf(metric: string, lines: readonly MetricLine[]): string {
  const others = [...new Set(lines.map((line) => line.metric))].filter((each) => each !== metric);
  const more = others.length > 12 ? ` and ${others.length - 12} more` : "";
  const known = others.length === 0 ? "" : `; there are outcomes of ${others.slice(0, 12).join(", ")}${more}`;
  return `Wait: no outcome of ${metric} has come in through POST /feedback yet${known}.`;
}

/** A treatment that is surely better in one metric and surely worse in another. */
function disagreement({ lines, treatments, control }: Evidence): Advice | undefined {
  for (const treatment of treatments) {
    const sure = lines.filter((line) => line.treatment === treatment && (line.holm_p_value ?? 1) < alpha);
    const [won, lost] = [sure.filter(isGain), sure.filter((line) => !isGain(line))];
    if (won.length === 0 || lost.length === 0) continue;
    return {
      verdict: "disagree",
      advice: `Decide by what matters more: ${treatment} is better than ${control} in ${told(won)} and worse in ${told(lost)}, each sure at 5 % after Holm.`,
    };
  }
  return undefined;
}

function ofBest(evidence: Evidence, metric: string, control: string): Advice {
  const lines = evidence.lines.filter((line) => line.metric === metric);
  const tested = lines.filter(({ p_value }) => p_value !== null);
  if (tested.length === 0)
    return {
      verdict: "too-few",
      advice: `Wait: the outcomes of ${metric} do not vary, so no test can tell the variants apart.`,
    };
  const gains = sureFirst(tested.filter(isGain), evidence);
  const losses = sureFirst(
    tested.filter((line) => !isGain(line)),
    evidence,
  );
  const [gain, loss] = [gains[0], losses[0]];
  if (gain && isSure(gain, evidence))
    return {
      verdict: "promote",
      advice: `Promote ${gain.treatment}: ${sentence(gain, evidence)}; ${always(gain, evidence)}.`,
    };
  if (gain && (gain.holm_p_value ?? 1) < alpha) return leaning(gain, evidence, `then promote ${gain.treatment}`);
  if (gain === undefined && loss && losses.every((line) => isSure(line, evidence)))
    return { verdict: "keep", advice: `Keep ${control}: ${sentence(loss, evidence)}; ${always(loss, evidence)}.` };
  if (gain === undefined && loss && losses.every(({ holm_p_value }) => (holm_p_value ?? 1) < alpha))
    return leaning(loss, evidence, `then keep ${control}`);
  return nothing(gain ?? (tested[0] as MetricLine), evidence, control);
}

function leaning(line: MetricLine, evidence: Evidence, then: string): Advice {
  const p = shown(evidence.comparisons[line.treatment]?.msprt.p_value);
  return {
    verdict: "leaning",
    advice: `Wait, unless this is the one look that was planned, ${then}: ${sentence(line, evidence, line.holm_p_value)}, but somebody who looks again and again cannot be sure yet (mSPRT p = ${p}).`,
  };
}

function nothing(line: MetricLine, evidence: Evidence, control: string): Advice {
  const tests = evidence.comparisons[line.treatment];
  const least = tests?.minimum_effect ?? null;
  const n = [control, line.treatment].map((name) => evidence.variants[name]?.n ?? 0);
  const seen =
    least === null
      ? ""
      : `; ${n.join(" and ")} users would show a difference of ${shown(least)} four times out of five`;
  return {
    verdict: "no-difference",
    advice: `Keep ${control} or wait: no difference in ${line.metric} is shown: ${sentence(line, evidence, line.p_value)}${seen}.`,
  };
}

/** How a treatment compares, with its interval, and with its p where it is asked for. */
function sentence(
  { treatment, metric, difference }: MetricLine,
  { comparisons, variants, control = "" }: Evidence,
  p?: number | null,
): string {
  const { ci_low, ci_high } = comparisons[treatment]?.welch ?? { ci_low: null, ci_high: null };
  const [t, c] = [variants[treatment]?.mean, variants[control]?.mean];
  const way = (difference ?? 0) >= 0 ? "above" : "below";
  const sure = p === undefined ? "" : `, p = ${shown(p)}`;
  return `${treatment} has ${metric} ${shown(t)}, ${shown(Math.abs(difference ?? 0))} ${way} the ${shown(c)} of ${control} (95 % interval of the difference ${shown(ci_low)} to ${shown(ci_high)}${sure})`;
}

function always({ treatment }: MetricLine, { comparisons }: Evidence): string {
  return `this holds however often one looked (mSPRT p = ${shown(comparisons[treatment]?.msprt.p_value)})`;
}

/** Sure even for somebody who looked often. */
function isSure({ treatment, holm_p_value }: MetricLine, { comparisons, treatments }: Evidence): boolean {
  const p = comparisons[treatment]?.msprt.p_value ?? 1;
  // several treatments: each gets its part of the error
  return (holm_p_value ?? 1) < alpha && p * treatments.length < alpha;
}

function sureFirst(lines: readonly MetricLine[], evidence: Evidence): MetricLine[] {
  const p = ({ treatment }: MetricLine) => evidence.comparisons[treatment]?.msprt.p_value ?? 1;
  return [...lines].sort((a, b) => p(a) - p(b) || (a.holm_p_value ?? 1) - (b.holm_p_value ?? 1));
}

function isGain({ difference, better }: MetricLine): boolean {
  return better === "higher" ? (difference ?? 0) > 0 : (difference ?? 0) < 0;
}

function told(lines: readonly MetricLine[]): string {
  return lines
    .map(({ metric, difference, holm_p_value }) => `${metric} (${signed(difference)}, p = ${shown(holm_p_value)})`)
    .join(", ");
}

function listed(names: readonly string[], counts: readonly number[]): string {
  return names.map((name, i) => `${name} ${counts[i]}`).join(", ");
}

function signed(value: number | null): string {
  return value !== null && value > 0 ? `+${shown(value)}` : shown(value);
}

function shown(value: number | null | undefined): string {
  return value === null || value === undefined ? "unknown" : String(Number(value.toPrecision(3)));
}
