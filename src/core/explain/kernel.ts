import type { Chance } from "./chance";
import { explainExactly, mostEnumerated } from "./exact";
import type { ExplainRow } from "./game";
import { chooseCoalitions } from "./kernelCoalitions";
import { solveSymmetric } from "./solve";

/**
 * The values that fit the coalitions best, as shap's Kernel explainer weighs them. Up to `mostEnumerated` features that is every
 * coalition, and its answer the exact one; beyond, `most` of them are drawn, and none of the features is left out (shap's l1_reg=False).
 */
export function byKernel(chance: Chance, most?: number): ExplainRow {
  return async (game, outputs, target) => {
    const { players, play } = game;
    const count = players.length;
    if (count <= mostEnumerated) return explainExactly(game, outputs, target);
    const { coalitions, weights } = chooseCoalitions(count, most ?? 2 * count + 2048, chance);
    const sets = weights.length;
    // the last two: nothing is known, and all is
    const asked = new Uint8Array((sets + 2) * count);
    asked.set(coalitions);
    asked.fill(1, (sets + 1) * count);
    const values = await play(asked, sets + 2);
    const parts = leastSquares(coalitions, weights, values, outputs);
    for (let player = 0; player < count; player++)
      for (let k = 0; k < outputs; k++)
        target[(players[player] as number) * outputs + k] = parts[player * outputs + k] as number;
  };
}

/** Least squares under the condition that the parts sum to the whole: the last player has what the others leave. */
function leastSquares(
  coalitions: Uint8Array,
  weights: Float64Array,
  values: Float64Array,
  outputs: number,
): Float64Array {
  const sets = weights.length;
  const count = coalitions.length / sets;
  const free = count - 1;
  const matrix = new Float64Array(free * free);
  const right = new Float64Array(free * outputs);
  const row = new Float64Array(free);
  const nothing = sets * outputs;
  const all = nothing + outputs;
  for (let set = 0; set < sets; set++) {
    const weight = weights[set] as number;
    const last = coalitions[set * count + free] as number;
    for (let i = 0; i < free; i++) row[i] = (coalitions[set * count + i] as number) - last;
    for (let i = 0; i < free; i++) {
      const left = weight * (row[i] as number);
      if (left === 0) continue;
      for (let j = 0; j < free; j++)
        matrix[i * free + j] = (matrix[i * free + j] as number) + left * (row[j] as number);
      for (let k = 0; k < outputs; k++) {
        const base = values[nothing + k] as number;
        const gain = (values[set * outputs + k] as number) - base - last * ((values[all + k] as number) - base);
        right[i * outputs + k] = (right[i * outputs + k] as number) + left * gain;
      }
    }
  }
  const solved = solveSymmetric(matrix, right, free);
  const parts = new Float64Array(count * outputs);
  parts.set(solved);
  for (let k = 0; k < outputs; k++) {
    let rest = (values[all + k] as number) - (values[nothing + k] as number);
    for (let i = 0; i < free; i++) rest -= solved[i * outputs + k] as number;
    parts[free * outputs + k] = rest;
  }
  return parts;
}
