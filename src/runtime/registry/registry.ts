import type { Kernel } from "../kernel/kernel";
import type { Tracking } from "../tracking/tracking";
import { createAdoption } from "./adoption";
import { createAudit } from "./audit";
import { createModels } from "./models";
import { createRegister } from "./register";
import { createResolve } from "./resolve";
import { type Query, searchModels, searchVersions } from "./search";
import { createSummaries } from "./summaries";
import { createVersions } from "./versions";

export type { Actor } from "./audit";
export { registryViews } from "./store";

export type Registry = ReturnType<typeof createRegistry>;

/** Registered models and prompts: versions, stages, aliases, and the trail of who changed what. */
export function createRegistry(kernel: Kernel, tracking: Tracking) {
  const audit = createAudit(kernel);
  const models = createModels(kernel, audit);
  const versions = createVersions(kernel, models, audit);
  const resolve = createResolve(tracking, models, versions);
  const register = createRegister(kernel, tracking, { models, versions, resolve });
  return {
    audit,
    models,
    versions,
    register,
    resolve,
    search: {
      models: (query: Query) => searchModels(models.all(), query),
      versions: (query: Query) => searchVersions(versions.all(), query, models.find),
    },
    summaries: createSummaries(models),
    adoption: createAdoption(kernel, audit),
    /** Ids of the runs and logged models in whose files a version lives. */
    held: (): ReadonlySet<string> => {
      const ids = new Set<string>();
      for (const { model_id, source, storage_location } of versions.all()) {
        if (model_id) ids.add(model_id);
        for (const part of `${source}/${storage_location}`.split("/")) ids.add(part);
      }
      return ids;
    },
  };
}
