import { holm } from "../stats/holm";
import { sampleRatio } from "../stats/sampleRatio";
import { type Advice, adviseOn } from "./advice";
import { compare, compareMeans, describe, type Tests, type Values, type VariantNumbers } from "./compare";

export type Better = "higher" | "lower";

export interface ReportInput {
  /** The control first, then in the file's order. */
  readonly variants: readonly ReportVariant[];
  /** The one that the report is about; the first that has outcomes unless said. */
  readonly metric?: string | undefined;
  /** Another metric of the same users, known before the test. */
  readonly covariate?: string | undefined;
  /** Of all other metrics more is better. */
  readonly lowerIsBetter?: readonly string[];
  /** What the last report gave back. */
  readonly looks?: Looks;
}

export interface ReportVariant {
  readonly name: string;
  /** Percent; undefined where it changed meanwhile, so that no counts are to be expected. */
  readonly weight: number | undefined;
  /** By metric, a value a user. */
  readonly values: ReadonlyMap<string, Values>;
}

/** The least p of mSPRT over all looks, by metric and treatment. Plain data, to be kept from report to report. */
export type Looks = Readonly<Record<string, number>>;

export interface Report {
  readonly metric: string | null;
  readonly control: string | null;
  readonly treatment: string | null;
  readonly variants: Readonly<Record<string, VariantNumbers>>;
  /** Of the first treatment. */
  readonly tests: Tests;
  /** By treatment. */
  readonly comparisons: Readonly<Record<string, Tests>>;
  readonly srm: { readonly statistic: number | null; readonly p_value: number | null; readonly flagged: boolean };
  /** Every metric that came in, with Welch's p raised by Holm over all of them and all treatments. */
  readonly metrics: readonly MetricLine[];
  readonly verdict: Advice["verdict"];
  /** What to do and how sure that is, in a sentence. */
  readonly advice: string;
}

export interface MetricLine {
  readonly metric: string;
  readonly treatment: string;
  readonly better: Better;
  readonly difference: number | null;
  readonly p_value: number | null;
  readonly holm_p_value: number | null;
}

const srmAlarm = 0.001;

/** Numbers are null where they cannot be computed. */
export function makeReport(input: ReportInput): { readonly report: Report; readonly looks: Looks } {
  const { variants, covariate } = input;
  const known = [...new Set(variants.flatMap(({ values }) => [...values.keys()]))];
  const metric = input.metric ?? known.find((each) => each !== covariate);
  const [control, ...treatments] = variants;
  const looks: Record<string, number> = { ...input.looks };

  const comparisons: Record<string, Tests> = Object.create(null);
  for (const { name, values } of control ? treatments : []) {
    const key = JSON.stringify([metric, control?.name, name]);
    const tests = compare(of(control, metric), values.get(metric ?? "") ?? nobody, looks[key] ?? 1, {
      control: of(control, covariate),
      treatment: values.get(covariate ?? "") ?? nobody,
    });
    comparisons[name] = tests;
    if (tests.msprt.p_value !== null) looks[key] = tests.msprt.p_value;
  }
  const numbers = Object.fromEntries(variants.map((each) => [each.name, describe(of(each, metric))]));
  const lines = linesOf(
    input,
    known.filter((each) => each !== covariate),
  );
  const srm = srmOf(variants, metric);
  const advice = adviseOn({
    metric,
    control: control?.name,
    treatments: treatments.map(({ name }) => name),
    variants: numbers,
    comparisons,
    srm: { ...srm, weights: variants.map(({ weight }) => weight ?? 0) },
    lines,
  });
  const first = treatments[0]?.name;
  const report: Report = {
    metric: metric ?? null,
    control: control?.name ?? null,
    treatment: first ?? null,
    variants: numbers,
    tests: comparisons[first ?? ""] ?? compare(nobody, nobody, 1),
    comparisons: { ...comparisons },
    srm,
    metrics: lines,
    ...advice,
  };
  return { report, looks };
}

const nobody: Values = new Map();

function of(variant: ReportVariant | undefined, metric: string | undefined): Values {
  return (metric === undefined ? undefined : variant?.values.get(metric)) ?? nobody;
}

/** The users that were counted, against the weights. */
function srmOf(variants: readonly ReportVariant[], metric: string | undefined): Report["srm"] {
  const none = { statistic: null, p_value: null, flagged: false };
  const weights = variants.map(({ weight }) => weight);
  if (!weights.every((weight) => weight !== undefined)) return none;
  const found = sampleRatio(
    variants.map((each) => of(each, metric).size),
    weights,
  );
  if (found === undefined) return none;
  const { statistic, p } = found;
  return { statistic: Number.isFinite(statistic) ? statistic : null, p_value: p, flagged: p < srmAlarm };
}

function linesOf({ variants, lowerIsBetter = [] }: ReportInput, metrics: readonly string[]): MetricLine[] {
  const [control, ...treatments] = variants;
  const lines = metrics.flatMap((metric) =>
    treatments.map((each): MetricLine => {
      const means = compareMeans(of(control, metric), of(each, metric));
      return {
        metric,
        treatment: each.name,
        better: lowerIsBetter.includes(metric) ? "lower" : "higher",
        ...means,
        holm_p_value: null,
      };
    }),
  );
  const tested = lines.filter(({ p_value }) => p_value !== null);
  const raised = holm(tested.map(({ p_value }) => p_value ?? 1));
  return lines.map((line) => {
    const at = tested.indexOf(line);
    return at < 0 ? line : { ...line, holm_p_value: raised[at] ?? null };
  });
}
