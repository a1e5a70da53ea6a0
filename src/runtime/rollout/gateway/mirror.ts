import type { Engine, ModelFacts, Outcome, Protocol, Tensor } from "../../serving/serving";

/** How far a shadow's answers are from those that clients got. Plain data. */
export interface Comparison {
  rows: number;
  /** The same label, or a number within a thousandth. */
  agreed: number;
  /** Of numbers. */
  differenceSum: number;
  differenceMax: number;
  failed: number;
  /** Copies that were not sent, since too many waited. */
  skipped: number;
}

export function createComparison(): Comparison {
  return { rows: 0, agreed: 0, differenceSum: 0, differenceMax: 0, failed: 0, skipped: 0 };
}

/** Asks another model what a client asked of one. Resolves with its own time and outputs. */
export async function askAlso(
  { choice, read, ask }: Outcome,
  face: Protocol,
  other: Engine,
): Promise<{ readonly outputs: readonly Tensor[]; readonly milliseconds: number }> {
  if (read === undefined) throw new Error("the request could not be read");
  const began = performance.now();
  const asked = choice?.variant.engine.facts;
  const { inputs, rows } =
    ask !== undefined && asked && takeTheSame(asked, other.facts) ? ask : face.ask(read, other.facts);
  const outputs = await other.run(inputs, rows);
  return { outputs, milliseconds: performance.now() - began };
}

const inputsOf = new WeakMap<ModelFacts, string>();

function takeTheSame(a: ModelFacts, b: ModelFacts): boolean {
  return a === b || said(a) === said(b);
}

function said(facts: ModelFacts): string {
  const known = inputsOf.get(facts) ?? JSON.stringify([facts.inputs, facts.columns]);
  inputsOf.set(facts, known);
  return known;
}

export function compare(comparison: Comparison, given: Tensor | undefined, shadow: Tensor | undefined): void {
  if (given === undefined || shadow === undefined || given.data.length !== shadow.data.length) {
    comparison.failed++;
    return;
  }
  for (let i = 0; i < given.data.length; i++) {
    const [a, b] = [given.data[i], shadow.data[i]];
    comparison.rows++;
    if (typeof a === "string" || typeof b === "string") {
      if (a === b) comparison.agreed++;
      continue;
    }
    const difference = Math.abs(Number(a) - Number(b));
    if (difference <= 1e-3 * Math.max(1, Math.abs(Number(a)))) comparison.agreed++;
    if (!Number.isFinite(difference)) continue;
    comparison.differenceSum += difference;
    comparison.differenceMax = Math.max(comparison.differenceMax, difference);
  }
}
