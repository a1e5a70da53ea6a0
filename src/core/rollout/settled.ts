import type { Analysis } from "./deployment";
import type { ObservedByVariant } from "./gates";
import { type Look, look } from "./look";
import { decided, type Outcome, type RolloutState } from "./rolloutState";

interface Watched {
  readonly analysis: Analysis | undefined;
  readonly subjects: readonly string[];
  readonly reference: string;
  readonly observed: ObservedByVariant;
}

/** Looks at variants beside a steady one: `giveUp` says what becomes of the one that failed too often. */
export function watchVariants(
  state: RolloutState,
  { analysis, subjects, reference, observed }: Watched,
  giveUp: (state: RolloutState, subject: string, why: string) => RolloutState,
): Outcome & { readonly looks: readonly Look[] } {
  let now = state;
  const decisions: Outcome["decisions"][number][] = [];
  const looks: Look[] = [];
  for (const subject of analysis ? subjects : []) {
    if (analysis === undefined || now.traffic.shut.includes(subject)) continue;
    const seen = look(now, { analysis, subject, reference, observed, isEnd: false });
    looks.push(seen);
    now = seen.state;
    if (seen.verdict === "failed") {
      const failures = now.watch[subject]?.failures;
      now = { ...now, reason: `failed look ${failures} of ${analysis.failureLimit} at ${subject}: ${seen.text}` };
      decisions.push(decided(now, "look failed"));
    }
    if (seen.verdict !== "over") continue;
    now = { ...giveUp(now, subject, seen.text), phase: "Degraded" };
    decisions.push(decided(now, "rollback"));
  }
  return { state: now, decisions, looks };
}
