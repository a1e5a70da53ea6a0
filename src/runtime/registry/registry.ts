import type { Kernel } from "../kernel/kernel";
import type { Tracking } from "../tracking/tracking";
import { createAdoption } from "./adoption";
import { createApprovals } from "./approvals";
import { createAudit } from "./audit";
import { createConversionNotes } from "./conversions";
import { createEvidences } from "./evidence";
import { createGate } from "./gate";
import { createModelFiles } from "./modelFiles";
import { createModels } from "./models";
import { createMoves } from "./moves";
import { createPolicy } from "./policy";
import { createRegister } from "./register";
import { createResolve } from "./resolve";
import { type Query, searchModels, searchVersions } from "./search";
import { createSummaries } from "./summaries";
import { createVersions, type VersionName } from "./versions";

export { type Actor, actorOf } from "./audit";
export { registryViews } from "./store";

export type Registry = ReturnType<typeof createRegistry>;

/** Registered models and prompts: versions, stages, aliases, and the trail of who changed what. */
export function createRegistry(kernel: Kernel, tracking: Tracking) {
  const audit = createAudit(kernel);
  const models = createModels(kernel, audit);
  const versions = createVersions(kernel, models, audit);
  const resolve = createResolve(tracking, models, versions);
  const register = createRegister(kernel, tracking, { models, versions, resolve });
  const policy = createPolicy(kernel);
  const approvals = createApprovals(kernel, { models, versions, audit, policy });
  const evidences = createEvidences(tracking, createModelFiles(kernel, tracking, resolve), policy);
  const gate = createGate(policy, evidences);
  const moves = createMoves(kernel, { models, versions, audit, gate });
  return {
    audit,
    models,
    versions,
    register,
    resolve,
    approvals,
    moves,
    conversions: createConversionNotes(kernel, versions, audit),
    search: {
      models: (query: Query) => searchModels(models.all(), query),
      versions: (query: Query) => searchVersions(versions.all(), query, models.find),
    },
    summaries: createSummaries(tracking, { models, approvals, evidences, moves, audit, policy }),
    adoption: createAdoption(kernel, audit),
    /** Refuses where the policy of the workspace does not let this version answer requests. */
    checkServing: ({ name, version }: VersionName) => gate.checkServing(models.get(name), versions.get(name, version)),
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
