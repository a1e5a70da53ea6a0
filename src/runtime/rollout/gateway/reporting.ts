import { metricsOf, userValues, type Outcomes as Values } from "../../../core/rollout/outcomes";
import { makeReport, type Report, type ReportVariant } from "../../../core/rollout/report";
import { controlOf, variantsOf } from "../../../core/rollout/rollout";
import type { Outcomes } from "./outcomes";
import type { Standing } from "./standing";

/** What the outcomes say of the variants; each report is a look, and is remembered as one. */
export function reportOn(
  standing: Standing,
  { values, since }: Pick<Outcomes, "values" | "since">,
  { metric, covariate }: { readonly metric?: string; readonly covariate?: string },
): Report & { readonly since: number } {
  const { lowerIsBetter } = standing.plan.deployment;
  const variants = reported(standing, values);
  const { report, looks } = makeReport({ variants, metric, covariate, looks: standing.looks, lowerIsBetter });
  standing.looks = looks;
  standing.keep();
  return { ...report, since };
}

/** The control first. Weights that changed meanwhile, or that rules go round, say nothing of the counts. */
function reported({ plan: { deployment }, state: { traffic } }: Standing, values: Values): ReportVariant[] {
  const control = controlOf(deployment);
  const isRuled = deployment.routing.length > 0;
  const isSteady = deployment.strategy.kind === "ab" && traffic.shut.length === 0 && !isRuled;
  const shares = new Map(traffic.shares.map(({ variant, weight }) => [variant, weight]));
  return variantsOf(deployment.strategy)
    .toSorted((a, b) => Number(b === control) - Number(a === control))
    .map((name) => ({
      name,
      weight: isSteady ? shares.get(name) : undefined,
      values: new Map(metricsOf(values).map((each) => [each, userValues(values, name, each)])),
    }));
}
