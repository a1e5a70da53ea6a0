import type { GateFacts, RolloutFacts, StepFacts } from "../../shared/deploymentPage";
import { type Analysis, type Canary, type Deployment, type Gate, gateName, type Range } from "./deployment";
import { predictionDrift } from "./drift";
import { type GateReading, measure, type ObservedByVariant, readGates, sidesOf } from "./gates";
import { predictedOf } from "./predicted";
import { referenceOf, variantsOf } from "./rollout";
import { type RolloutState, weightOf } from "./rolloutState";

/** Where a deployment stands, as its page tells it. */
export function rolloutFacts(
  deployment: Deployment,
  state: RolloutState,
  observed: ObservedByVariant,
  comparison: RolloutFacts["comparison"],
): RolloutFacts {
  const { strategy, analysis } = deployment;
  const control = referenceOf(deployment);
  const treatments = variantsOf(strategy).filter((name) => name !== control);
  return {
    kind: strategy.kind,
    control,
    treatments,
    steps: strategy.kind === "canary" ? stepsOf(strategy) : [],
    ...clockOf(deployment, state),
    gates: analysis ? treatments.flatMap((subject) => gatesOf(analysis, state, observed, subject, control)) : [],
    failures: Math.max(0, ...treatments.map((name) => state.watch[name]?.failures ?? 0)),
    failureLimit: analysis?.failureLimit,
    minRequests: analysis?.minRequests,
    mirrored: state.traffic.mirror?.percentage,
    comparison,
    predicted: predictedOf(observed),
    drift: driftOf(observed, control, treatments),
  };
}

/** A weight and the pauses that come with it are one step to people. */
function stepsOf({ steps }: Canary): StepFacts[] {
  const found: StepFacts[] = [];
  for (const [at, step] of steps.entries()) {
    const last = found.at(-1);
    if (step.kind === "setWeight")
      found.push({ weight: step.weight, pause: undefined, isManual: false, from: at, to: at });
    else {
      const before = last ?? { weight: 0, pause: undefined, isManual: false, from: at, to: at };
      const pause = step.duration === undefined ? before.pause : (before.pause ?? 0) + step.duration;
      const longer = { ...before, pause, isManual: before.isManual || step.duration === undefined, to: at };
      found.splice(last ? -1 : 0, last ? 1 : 0, longer);
    }
  }
  return found;
}

/** `length` is undefined where no clock runs. Pauses that follow each other are one stretch of time. */
function clockOf({ strategy }: Deployment, state: RolloutState): Pick<RolloutFacts, "elapsed" | "length"> {
  const { phase, step, elapsed } = state;
  const still = { elapsed, length: undefined };
  if (phase !== "Progressing") return still;
  if (strategy.kind === "blueGreen") return step === 0 ? { elapsed, length: strategy.autoPromotionAfter } : still;
  if (strategy.kind !== "canary" || strategy.steps[step]?.kind !== "pause") return still;
  const stop = stepsOf(strategy).find(({ from, to }) => from <= step && step <= to);
  const before = strategy.steps
    .slice(stop?.from ?? step, step)
    .reduce((sum, each) => sum + (each.kind === "pause" ? (each.duration ?? 0) : 0), 0);
  return { elapsed: before + elapsed, length: stop?.pause };
}

/** As they stand now; of what was taken back, as they stood then. */
function gatesOf(
  analysis: Analysis,
  state: RolloutState,
  observed: ObservedByVariant,
  subject: string,
  control: string,
): GateFacts[] {
  const sides = { ...sidesOf(observed, subject, control), isComparable: weightOf(state, control) > 0 };
  const isOver = state.traffic.shut.includes(subject);
  const last = state.watch[subject]?.readings ?? [];
  const isEnough = sides.subject.requests >= analysis.minRequests;
  const readings = [...(isOver ? last : isEnough ? readGates(analysis, sides) : [])];
  const take = (name: string): GateReading | undefined => {
    const at = readings.findIndex(({ metric }) => metric === name);
    return at < 0 ? undefined : readings.splice(at, 1)[0];
  };
  const factsOf = (gate: Gate, range: Range, isRatio: boolean): GateFacts => {
    const name = gateName(gate.metric);
    const reading = take(isRatio ? `${name} by the stable variant's` : name);
    const hasOwn = gate.metric.kind !== "drift" && !isOver;
    const ours = hasOwn ? measure(gate.metric, sides.subject).value : isRatio ? undefined : reading?.value;
    const theirs = hasOwn ? measure(gate.metric, sides.reference).value : undefined;
    return {
      subject,
      metric: name,
      unit: gate.metric.kind === "error-rate" ? "share" : gate.metric.kind === "latency" ? "ms" : "plain",
      isRatio,
      min: range.min,
      max: range.max,
      value: reading?.value,
      ours,
      theirs,
      state: reading === undefined ? "waiting" : stateOf(reading),
      text: reading?.text ?? "",
    };
  };
  return analysis.metrics.flatMap((gate) => [
    ...(gate.threshold ? [factsOf(gate, gate.threshold, false)] : []),
    ...(gate.ratio ? [factsOf(gate, gate.ratio, true)] : []),
  ]);
}

function stateOf({ passed }: GateReading): GateFacts["state"] {
  return passed === undefined ? "unknown" : passed ? "passed" : "failed";
}

function driftOf(observed: ObservedByVariant, control: string, treatments: readonly string[]): RolloutFacts["drift"] {
  const found: Record<string, { value: number; chance: number }> = Object.create(null);
  const stable = observed[control];
  for (const name of treatments) {
    const other = observed[name];
    const drift = stable && other && predictionDrift(stable, other, "psi");
    if (drift) found[name] = { value: drift.value, chance: drift.chance };
  }
  return found;
}
