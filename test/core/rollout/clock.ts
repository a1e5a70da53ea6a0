import type { Deployment } from "../../../src/core/rollout/deployment";
import {
  createObserved,
  type Observed,
  observeFeedback,
  observePrediction,
  observeRequest,
} from "../../../src/core/rollout/observed";
import { startRollout, stepRollout, weightsOf } from "../../../src/core/rollout/rollout";
import type { Decision, RolloutEvent, RolloutState } from "../../../src/core/rollout/rolloutState";

/** What a variant is seen to do. */
export interface Doing {
  readonly requests: number;
  readonly errors?: number;
  readonly ms?: (i: number) => number;
  readonly predicts?: (i: number) => number | string;
  readonly feedback?: Readonly<Record<string, readonly number[]>>;
}

export function seen({ requests, errors = 0, ms = () => 5, predicts, feedback = {} }: Doing): Observed {
  const observed = createObserved();
  for (let i = 0; i < requests; i++) {
    observeRequest(observed, { failed: i < errors, ms: ms(i) });
    if (predicts) observePrediction(observed, predicts(i));
  }
  for (const [metric, values] of Object.entries(feedback))
    for (const value of values) observeFeedback(observed, metric, value);
  return observed;
}

/** A rollout with a clock of its own. Its state is JSON between any two events. */
export function follow(deployment: Deployment, start = 1_000_000) {
  let now = start;
  const decisions: Decision[] = [];
  const begun = startRollout(deployment, now);
  let state: RolloutState = begun.state;
  decisions.push(...begun.decisions);

  function send(event: RolloutEvent): string | undefined {
    const outcome = stepRollout(deployment, JSON.parse(JSON.stringify(state)) as RolloutState, event, now);
    state = outcome.state;
    decisions.push(...outcome.decisions);
    return outcome.refused;
  }

  return {
    send,
    /** Time goes by, and then this is what was seen since the step began. */
    after(seconds: number, does: Readonly<Record<string, Doing>> = {}) {
      now += seconds * 1000;
      const observed = Object.fromEntries(Object.entries(does).map(([name, doing]) => [name, seen(doing)]));
      send({ kind: "tick", observed });
    },
    /** Nobody is there for a while. */
    away(seconds: number) {
      now += seconds * 1000;
      send({ kind: "restarted" });
    },
    decisions,
    acts: () => decisions.map(({ act }) => act),
    get state() {
      return state;
    },
    get weights() {
      return weightsOf(deployment, state);
    },
  };
}
