import type { Chance } from "./chance";
import type { ExplainRow } from "./game";

/**
 * Features join in an order by chance and then in the same order leave, so that each order counts twice: shap's Permutation explainer, and with
 * its seed 0 its very orders. `most`: coalitions that a row may cost.
 */
export function byPermutations(chance: Chance, most: number): ExplainRow {
  return async ({ players, play }, outputs, target) => {
    const count = players.length;
    const orders = Math.max(1, Math.floor(most / (2 * count + 1)));
    const order = Int32Array.from({ length: count }, (_, i) => i);
    const sets = 2 * count + 1;
    const coalitions = new Uint8Array(orders * sets * count);
    const kept: Int32Array[] = [];
    for (let turn = 0; turn < orders; turn++) {
      chance.shuffle(order);
      kept.push(order.slice());
      const from = turn * sets * count;
      for (let step = 1; step < sets; step++) {
        coalitions.copyWithin(from + step * count, from + (step - 1) * count, from + step * count);
        const at = from + step * count + (order[(step - 1) % count] as number);
        coalitions[at] = step <= count ? 1 : 0;
      }
    }
    const values = await play(coalitions, orders * sets);
    for (const [turn, each] of kept.entries())
      for (let step = 0; step < 2 * count; step++) {
        const sign = step < count ? 1 : -1;
        const before = (turn * sets + step) * outputs;
        const at = (players[each[step % count] as number] as number) * outputs;
        for (let k = 0; k < outputs; k++) {
          const change = (values[before + outputs + k] as number) - (values[before + k] as number);
          target[at + k] = (target[at + k] as number) + (sign * change) / (2 * orders);
        }
      }
  };
}
