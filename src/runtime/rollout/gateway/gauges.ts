import { weightsOf } from "../../../core/rollout/rollout";
import type { Gauge } from "../../serving/serving";
import type { Standing } from "./standing";

const phases = ["Progressing", "Paused", "Healthy", "Degraded"];

/** Where a deployment stands, for whoever watches over it. */
export function gaugesOf({ plan: { deployment }, state, comparison }: Standing): Gauge[] {
  const model = deployment.name;
  const { rows, agreed } = comparison;
  return [
    {
      name: "tidemark_deployment_weight",
      help: "Percent of the requests that a variant is to have.",
      samples: Object.entries(weightsOf(deployment, state)).map(([variant, weight]) => [{ model, variant }, weight]),
    },
    {
      name: "tidemark_deployment_phase",
      help: "1 for the phase that the deployment is in.",
      samples: phases.map((phase) => [{ model, phase }, phase === state.phase ? 1 : 0]),
    },
    {
      name: "tidemark_deployment_shadow_agreement",
      help: "Share of the rows for which a shadow answered what the client got.",
      samples: rows === 0 ? [] : [[{ model }, agreed / rows]],
    },
  ];
}
