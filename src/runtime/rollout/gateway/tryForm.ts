import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { controlOf } from "../../../core/rollout/rollout";
import type { TryForm } from "../../../shared/deploymentPage";
import { exampleFeatures, formRow, Refusal } from "../../serving/serving";
import type { Gateway } from "./gateway";

/** What a request to a deployment looks like, filled in with the model's own example where it has one. */
export async function tryFormOf({ facts, plan, url }: Gateway): Promise<TryForm> {
  const { deployment, models } = plan;
  const model = facts();
  if (model === undefined) throw new Refusal(503, `No model of '${deployment.name}' is up`, 1);
  const path = models[controlOf(deployment)]?.path;
  const example = path === undefined ? undefined : await exampleBeside(dirname(path));
  const { isNamed, fields } = formRow(model, example);
  return { url, userField: deployment.sticky.field, isNamed, fields, features: exampleFeatures(model, example) };
}

/** The first row of MLflow's input example. */
async function exampleBeside(folder: string): Promise<readonly unknown[] | undefined> {
  try {
    const read: unknown = JSON.parse(await readFile(join(folder, "input_example.json"), "utf8"));
    const rows = Array.isArray(read) ? read : (read as { readonly data?: unknown }).data;
    const first: unknown = Array.isArray(rows) ? rows[0] : undefined;
    if (typeof first === "object" && first !== null) return Array.isArray(first) ? first : Object.values(first);
    return undefined;
  } catch {
    return undefined; // none, or one of another form: the form is filled in with what the types allow
  }
}
