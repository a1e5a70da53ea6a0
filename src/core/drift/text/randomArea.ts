import { normalQuantile } from "../../stats/distributions";
import { createMersenne } from "../../stats/mersenne";
import { rankArea } from "../../stats/rankArea";

const draws = 1000;
const seed = 42;
/** From so many texts on the areas by chance are as good as normal. */
const many = 5000;

/** The area under the ROC curve that random scores stay below in a share of cases; drawn as Evidently draws. */
export function randomArea(positives: Uint8Array, negatives: number, share: number): number {
  const n = positives.length;
  if (n > many) {
    const spread = Math.sqrt((n + 1) / (12 * (n - negatives) * negatives));
    return 0.5 + spread * normalQuantile(Math.min(1 - 1e-9, Math.max(1e-9, share)));
  }
  const seeds = createMersenne(seed);
  const areas = new Float64Array(draws);
  const each = Int32Array.from(areas, () => seeds.upTo(draws * 10 - 1));
  const scores = new Float64Array(n);
  for (const [i, one] of each.entries()) {
    const random = createMersenne(one);
    for (let k = 0; k < n; k++) scores[k] = random.uniform();
    areas[i] = rankArea(scores, (k) => positives[k] === 1);
  }
  areas.sort();
  const place = Math.min(1, Math.max(0, share)) * (draws - 1);
  const low = Math.floor(place);
  const [from = 0, to = from] = [areas[low], areas[low + 1]];
  return from + (to - from) * (place - low);
}
