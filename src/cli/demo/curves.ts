import { wander } from "./wander";

export interface Training {
  readonly steps: number;
  /** How fast it learns; 1 is well tuned. */
  readonly pace: number;
  /** The loss it tends to. */
  readonly floor: number;
  /** Loss of the first step, before anything is learnt. */
  readonly start: number;
  /** From this share of the steps on, validation gets worse again; 1 is never. */
  readonly overfitsAt: number;
}

/** Metric key → its value at each step. */
export type Curves = Readonly<Record<string, readonly number[]>>;

/** Falls fast, then slowly, with noise that shrinks as it settles. */
export function lossCurve(random: () => number, { steps, pace, floor, start }: Training): number[] {
  const noise = wander(random, steps, 0.02 * start);
  return noise.map((off, step) => {
    const learnt = Math.exp((-4 * pace * step) / steps);
    return round(Math.max(floor * 0.6, floor + (start - floor) * learnt + off * (0.3 + learnt)));
  });
}

/** A classifier's curves: training and validation loss, accuracy and AUC that follow from the loss. */
export function classifierCurves(random: () => number, training: Training): Curves {
  const { steps, overfitsAt, start, floor } = training;
  const train = lossCurve(random, training);
  const turn = overfitsAt * steps;
  const val = lossCurve(random, { ...training, floor: floor * 1.08 }).map((loss, step) =>
    round(step > turn ? loss + 0.25 * floor * ((step - turn) / steps) ** 1.5 : loss),
  );
  const progress = val.map((loss) => Math.min(1, Math.max(0, (start - loss) / (start - floor * 0.7))));
  const wobble = wander(random, steps, 0.003);
  return {
    train_loss: train,
    val_loss: val,
    val_accuracy: progress.map((share, i) => round(Math.min(0.99, 0.62 + 0.24 * share + (wobble[i] ?? 0)))),
    val_auc: progress.map((share, i) => round(Math.min(0.995, 0.52 + 0.34 * share + (wobble[i] ?? 0) / 2))),
  };
}

/** A rate that rises to its peak in the first tenth and falls as a cosine after it. */
export function rateSchedule(peak: number, steps: number): number[] {
  const rise = Math.max(1, Math.round(steps / 10));
  return Array.from({ length: steps }, (_, step) =>
    step < rise
      ? round((peak * (step + 1)) / rise)
      : round((peak / 2) * (1 + Math.cos((Math.PI * (step - rise)) / Math.max(1, steps - rise)))),
  );
}

/** Learns for a while, then its rate is too high for it: the loss grows and at last is no number. */
export function divergingCurve(random: () => number, training: Training): number[] {
  const turn = Math.floor(training.steps * 0.4);
  return lossCurve(random, training).map((loss, step) => {
    if (step <= turn) return loss;
    const grown = loss * 1.9 ** (step - turn);
    return grown > 50 ? Number.NaN : round(grown);
  });
}

/** Six digits are what a training loop's float32 holds. */
function round(value: number): number {
  return Number(value.toPrecision(6));
}
