import { variantsOf, weightsOf } from "../../../core/rollout/rollout";
import type { RolloutState } from "../../../core/rollout/rolloutState";
import type { Comparison } from "./mirror";
import type { RunningModel } from "./models";
import type { Plan } from "./plan";
import type { Watched } from "./watchVariant";

interface Seen {
  readonly plan: Plan;
  readonly state: RolloutState;
  readonly watched: Readonly<Record<string, Watched>>;
  readonly models: ReadonlyMap<string, RunningModel>;
  readonly comparison: Comparison;
}

export type GatewayStatus = ReturnType<typeof statusOf>;

/** What people and pages see of a deployment. Plain data. */
export function statusOf({ plan, state, watched, models, comparison }: Seen) {
  const { deployment } = plan;
  const weights = weightsOf(deployment, state);
  const named = variantsOf(deployment.strategy);
  return {
    name: deployment.name,
    strategy: deployment.strategy,
    analysis: deployment.analysis,
    phase: state.phase,
    step: state.step,
    weights,
    reason: state.reason,
    elapsed: state.elapsed,
    mirror: state.traffic.mirror,
    watch: state.watch,
    requests: Object.fromEntries(deployment.variants.map(({ name }) => [name, watched[name]?.requests ?? 0])),
    variants: deployment.variants.map(({ name, model }) => {
      const [running, seen] = [models.get(name), watched[name]];
      return {
        name,
        model: model.text,
        version: running?.model.version ?? "",
        path: running?.model.path ?? "",
        weight: weights[name] ?? 0,
        isNamed: named.includes(name),
        isUp: running?.isUp() ?? false,
        pid: running?.pid(),
        restarts: running?.restarts ?? 0,
        requests: seen?.requests ?? 0,
        recent: seen?.recent.figures(),
        observed: seen && {
          requests: seen.observed.requests,
          errors: seen.observed.errors,
          labels: seen.observed.labels,
          predictions: seen.observed.predictions,
        },
      };
    }),
    comparison: comparison.rows + comparison.failed > 0 ? comparison : undefined,
    file: plan.file,
    applied: { by: plan.by, at: plan.at },
  };
}
