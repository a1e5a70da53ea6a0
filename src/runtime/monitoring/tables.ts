import { controlOf } from "../../core/rollout/rollout";
import { invalid, notFound } from "../../shared/apiError";
import type { Kernel } from "../kernel/kernel";
import type { Registry } from "../registry/registry";
import type { Rollouts } from "../rollout/rollout";
import { openTable } from "../tables/tables";
import { createLocations, ownPlace, type Tracking } from "../tracking/tracking";
import type { TableFile } from "./drift/driftWork";

export interface TablesParts {
  readonly tracking: Tracking;
  readonly registry: Registry;
  readonly rollouts: Pick<Rollouts, "find">;
}

/** Tables by what people call them, of this workspace alone. */
export function createTables(kernel: Kernel, { tracking, registry, rollouts }: TablesParts) {
  const { workspace, home } = kernel.places;
  const { locationOfRun } = createLocations(kernel);
  const runs = {
    datasets: async (run: string) => {
      if (tracking.runs.find(run) === undefined) notFound(`Run '${run}'`);
      const doc = tracking.inputs.find(run);
      return doc ? tracking.inputs.datasetsOf(doc).map(({ dataset: { name, source } }) => ({ name, source })) : [];
    },
    artifact: (run: string, path: string) =>
      tracking.artifacts.readWhole(`${ownPlace(locationOfRun(run))}/${path}`.replace(/^\//, "")),
  };
  const open = (address: string): Promise<TableFile> => openTable(address, { workspace, home, isOpen: false, runs });

  /** Of the variant that others are measured against. */
  function runOf(deployment: string): string {
    const plan = rollouts.find(deployment) ?? notFound(`Deployment '${deployment}'`);
    const control = controlOf(plan.deployment);
    const model = plan.deployment.variants.find(({ name }) => name === control)?.model;
    if (model?.from === "run") return model.run;
    const { name, version } = plan.models[control] ?? {};
    if (model?.from !== "registry" || name === undefined)
      return invalid(`training: '${control}' of ${deployment} is a file, of which no run is known; name a table`);
    const run = registry.versions.find(name, Number(version))?.run_id;
    return run || invalid(`training: version ${version} of model '${name}' came from no run; name a table`);
  }

  return {
    open,
    /** What the version that a deployment answers with was trained on. */
    async trainingOf(deployment: string): Promise<TableFile> {
      const run = runOf(deployment);
      const doc = tracking.inputs.find(run);
      const all = doc ? tracking.inputs.datasetsOf(doc) : [];
      const isTraining = ({ tags }: (typeof all)[number]) =>
        tags.some(({ key, value }) => key === "mlflow.data.context" && /^train/i.test(value));
      const [found, ...others] = [...all.filter(isTraining), ...all.filter((each) => !isTraining(each))];
      if (found === undefined)
        return invalid(`training: run ${run} logged no dataset (mlflow.log_input); name a table`);
      try {
        return await open(`run:${run}/${found.dataset.name}`);
      } catch (error) {
        // what was made in memory has no file
        for (const { dataset } of others) {
          const other = await open(`run:${run}/${dataset.name}`).catch(() => undefined);
          if (other) return other;
        }
        throw error;
      }
    },
  };
}
