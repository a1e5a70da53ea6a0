import { observeFeedback } from "../../../core/rollout/observed";
import { referenceOf } from "../../../core/rollout/rollout";
import { type AccessLog, type Choice, faces, type Outcome } from "../../serving/serving";
import type { KeptPredictions } from "./kept";
import { askAlso, compare } from "./mirror";
import type { Outcomes } from "./outcomes";
import type { Standing } from "./standing";
import type { KeptTraffic } from "./traffic/keptTraffic";
import type { Variants } from "./variants";
import { watchAnswer } from "./watchVariant";

/** Where what is seen goes. */
interface Observers {
  readonly standing: Standing;
  readonly variants: Variants;
  readonly outcomes: Outcomes;
  readonly predictions: KeptPredictions;
  readonly access: AccessLog;
  readonly traffic: KeptTraffic;
}

/** Copies that wait for a variant that did not get the request: it may be slower than the one that did, and holds up nobody. */
const mostCopies = 256;

/** Looks at what variants do: at every answer, at copies that others get of requests, and at what came of predictions. */
export function createObserving({ standing, variants, outcomes, predictions, access, traffic }: Observers) {
  let copies = 0;
  const reference = () => referenceOf(standing.plan.deployment);

  function watchOne({ choice, outputs, milliseconds: ms }: Outcome, isError: boolean): void {
    if (choice === undefined) return;
    const seen = standing.watched[choice.variant.name];
    if (seen !== undefined) watchAnswer(seen, { facts: choice.variant.engine.facts, outputs, ms, isError });
  }

  /** A variant that refuses what the steady one takes is to blame, and not the client. */
  async function isItsFault(outcome: Outcome): Promise<boolean> {
    if (copies >= mostCopies) return false;
    copies++;
    try {
      await askAlso(outcome, faces[outcome.face], variants.named(reference()).engine);
      return true;
    } catch {
      return false;
    } finally {
      copies--;
    }
  }

  async function mirrorTo({ name, engine }: NonNullable<Choice["mirror"]>, outcome: Outcome): Promise<void> {
    const seen = standing.watched[name];
    if (seen === undefined) return;
    if (copies >= mostCopies) {
      standing.comparison.skipped++;
      return;
    }
    copies++;
    const began = performance.now();
    try {
      const { outputs, milliseconds } = await askAlso(outcome, faces[outcome.face], engine);
      watchAnswer(seen, { facts: engine.facts, outputs, ms: milliseconds, isError: false });
      const given = outcome.choice?.variant.engine.facts.prediction ?? 0;
      compare(standing.comparison, outcome.outputs?.[given], outputs[engine.facts.prediction]);
    } catch {
      standing.comparison.failed++;
      watchAnswer(seen, { facts: engine.facts, outputs: undefined, ms: performance.now() - began, isError: true });
    } finally {
      copies--;
    }
  }

  return {
    observe(outcome: Outcome): void {
      access.add(outcome);
      predictions.add(outcome);
      traffic.add(outcome);
      const { choice, code, outputs, requestId } = outcome;
      if (choice === undefined) return;
      standing.touch();
      const { name } = choice.variant;
      if (code === 413 || code === 429) return; // too much for any of them
      if (code >= 400 && code < 500 && name !== reference()) {
        void isItsFault(outcome).then((isError) => watchOne(outcome, isError)); // never rejects
        return;
      }
      watchOne(outcome, code >= 500);
      if (outputs === undefined) return;
      outcomes.saw(choice.user, requestId, name);
      if (choice.mirror !== undefined) void mirrorTo(choice.mirror, outcome); // it counts its own failures
    },
    /** How many outcomes were taken. */
    async feedback(body: unknown): Promise<number> {
      const taken = await outcomes.take(body);
      await predictions.tell(taken);
      for (const { variant, metric, value, isPast } of taken) {
        const seen = standing.watched[variant];
        if (seen && !isPast) observeFeedback(seen.observed, metric, value);
      }
      standing.touch();
      return taken.length;
    },
  };
}
