import { controlOf } from "../../../core/rollout/rollout";
import type { TryForm } from "../../../shared/deploymentPage";
import { exampleFeatures, formRow, inputExample, Refusal } from "../../serving/serving";
import type { Gateway } from "./gateway";
import type { Plan } from "./plan";

/** What a request to a deployment looks like, filled in with the model's own example where it has one. */
export async function tryFormOf({ facts, plan, url }: Gateway): Promise<TryForm> {
  const { deployment } = plan;
  const model = facts();
  if (model === undefined) throw new Refusal(503, `No model of '${deployment.name}' is up`, 1);
  const example = await exampleOf(plan);
  const { isNamed, fields } = formRow(model, example);
  return { url, userField: deployment.sticky.field, isNamed, fields, features: exampleFeatures(model, example) };
}

/** A row that the control takes, where it came with one. */
export async function exampleOf({ deployment, models }: Plan): Promise<readonly unknown[] | undefined> {
  const path = models[controlOf(deployment)]?.path;
  return path === undefined ? undefined : inputExample(path);
}
