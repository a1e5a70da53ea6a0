import type { Analysis } from "./deployment";
import { type ObservedByVariant, readGates, sidesOf } from "./gates";
import { type RolloutState, unwatched, weightOf } from "./rolloutState";

export interface Look {
  readonly state: RolloutState;
  /** `early`: not time for one. `waiting`: too few requests, or a metric that is not known. `over`: failed too often. */
  readonly verdict: "early" | "waiting" | "passed" | "failed" | "over";
  readonly text: string;
}

export interface LookAt {
  readonly analysis: Analysis;
  readonly subject: string;
  readonly reference: string;
  readonly observed: ObservedByVariant;
  /** The end of a step is a look too, whatever the interval; after a failed look the interval is waited for. */
  readonly isEnd: boolean;
}

/** Looks at a variant, if it is time to. */
export function look(state: RolloutState, { analysis, subject, reference, observed, isEnd }: LookAt): Look {
  const watch = state.watch[subject] ?? { ...unwatched, sinceLook: state.elapsed };
  const isDue = watch.sinceLook >= analysis.interval || (isEnd && !watch.lastFailed);
  const sides = { ...sidesOf(observed, subject, reference), isComparable: weightOf(state, reference) > 0 };
  const keep = (change: Partial<typeof watch>): RolloutState => ({
    ...state,
    watch: { ...state.watch, [subject]: { ...watch, ...change } },
  });
  const { requests } = sides.subject;
  if (requests < analysis.minRequests)
    return {
      state: keep({}),
      verdict: "waiting",
      text: `${subject} had ${requests} of ${analysis.minRequests} requests`,
    };
  if (!isDue) return { state: keep({}), verdict: "early", text: "" };

  const readings = readGates(analysis, sides);
  const failed = readings.filter(({ passed }) => passed === false);
  const open = readings.filter(({ passed }) => passed === undefined);
  if (failed.length > 0) {
    const failures = watch.failures + 1;
    const text = failed.map((reading) => reading.text).join("; ");
    const verdict = failures >= analysis.failureLimit ? "over" : "failed";
    return { state: keep({ failures, sinceLook: 0, lastFailed: true, readings }), verdict, text };
  }
  const next = keep({
    sinceLook: watch.sinceLook >= analysis.interval ? 0 : watch.sinceLook,
    lastFailed: false,
    readings,
  });
  if (open.length > 0) return { state: next, verdict: "waiting", text: open.map(({ text }) => text).join("; ") };
  return { state: next, verdict: "passed", text: readings.map(({ text }) => text).join("; ") };
}
