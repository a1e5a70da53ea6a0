/** The area under the ROC curve: how often a positive's score is above a negative's; ties count half. */
export function rankArea(scores: Float64Array, isPositive: (i: number) => boolean): number {
  const order = Int32Array.from(scores, (_, i) => i).sort((a, b) => (scores[a] as number) - (scores[b] as number));
  let [positives, ranks] = [0, 0];
  for (let i = 0; i < order.length; ) {
    const start = i;
    let together = 0;
    const score = scores[order[i] as number];
    while (i < order.length && scores[order[i] as number] === score) if (isPositive(order[i++] as number)) together++;
    positives += together;
    ranks += together * ((start + 1 + i) / 2);
  }
  const negatives = order.length - positives;
  return (ranks - (positives * (positives + 1)) / 2) / (positives * negatives);
}
