import type { Outcome } from "../../serving/front/front";
import type { Protocol } from "../../serving/protocols/protocol";
import type { Tensor } from "../../serving/tensors";

/** How far a shadow's answers are from those that clients got. Plain data. */
export interface Comparison {
  rows: number;
  /** The same label, or a number within a thousandth. */
  agreed: number;
  /** Of numbers. */
  differenceSum: number;
  differenceMax: number;
  failed: number;
}

export function createComparison(): Comparison {
  return { rows: 0, agreed: 0, differenceSum: 0, differenceMax: 0, failed: 0 };
}

/** Asks the mirror what the client asked, once the client has its answer. Resolves with its own time and outputs. */
export async function askMirror(
  { choice, read, ask }: Outcome,
  face: Protocol,
): Promise<{ readonly outputs: readonly Tensor[]; readonly milliseconds: number }> {
  const mirror = choice?.mirror?.engine;
  if (mirror === undefined || read === undefined || ask === undefined) throw new Error("nothing to mirror");
  const began = performance.now();
  const same = JSON.stringify(mirror.facts.inputs) === JSON.stringify(choice?.variant.engine.facts.inputs);
  const { inputs, rows } = same ? ask : face.ask(read, mirror.facts);
  const outputs = await mirror.run(inputs, rows);
  return { outputs, milliseconds: performance.now() - began };
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
