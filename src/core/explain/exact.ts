import type { ExplainRow } from "./game";

/** Features up to which every coalition is gone through: 2^12 of them. */
export const mostEnumerated = 12;

/** Shapley values by every coalition: what shap's Exact explainer gives, and its Kernel explainer where it enumerates all. */
export const explainExactly: ExplainRow = async ({ players, play }, outputs, target) => {
  const count = players.length;
  const all = 2 ** count;
  const coalitions = new Uint8Array(all * count);
  for (let set = 0; set < all; set++)
    for (let player = 0; player < count; player++) coalitions[set * count + player] = (set >> player) & 1;
  const values = await play(coalitions, all);
  const weights = weightsOf(count);
  for (let set = 0; set < all; set++) {
    const size = bitsOf(set);
    const joined = size === 0 ? 0 : (weights[size - 1] as number);
    const missing = size === count ? 0 : (weights[size] as number);
    for (let player = 0; player < count; player++) {
      const weight = (set >> player) & 1 ? joined : -missing;
      const at = (players[player] as number) * outputs;
      for (let k = 0; k < outputs; k++)
        target[at + k] = (target[at + k] as number) + weight * (values[set * outputs + k] as number);
    }
  }
};

/** By the size of the coalition that a player joins: 1 / (n × (n - 1 over size)). */
function weightsOf(count: number): number[] {
  const weights = [1 / count];
  for (let size = 1; size < count; size++) weights.push(((weights[size - 1] as number) * size) / (count - size));
  return weights;
}

function bitsOf(set: number): number {
  let count = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) count++;
  return count;
}
