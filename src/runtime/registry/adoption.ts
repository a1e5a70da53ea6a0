import type { Pair as ForeignPair, ForeignRegisteredModel, ForeignVersion } from "../../core/mlflow/foreign";
import { stages } from "../../shared/models";
import type { Kernel } from "../kernel/kernel";
import type { Op } from "../kernel/store/change";
import { type Actor, type Audit, localUser } from "./audit";
import { checkModelName, checkVersion } from "./checks";
import { factsOfModel, factsOfVersion } from "./facts";
import {
  type ModelDoc,
  modelDocs,
  type Pair,
  putModel,
  putVersion,
  type VersionDoc,
  versionDocs,
  versionKey,
} from "./store";

/** What MLflow's database keeps of a version that was deleted. */
const deletedStage = "Deleted_Internal";

/**
 * What another registry holds, taken in under its own names and numbers. Each answers with the changes that are left to
 * make, so that taking the same in twice changes nothing.
 */
export function createAdoption({ store }: Pick<Kernel, "store">, audit: Audit) {
  const by: Actor = { name: localUser(), client: "import" };
  return {
    model(theirs: ForeignRegisteredModel): Op[] {
      const name = checkModelName(theirs.name);
      const before = modelDocs(store).get(name);
      const aliases = theirs.aliases
        .map(([alias, version]) => ({ alias, version }))
        .sort((a, b) => (a.alias < b.alias ? -1 : 1));
      const doc: ModelDoc = {
        name,
        creation_timestamp: theirs.createdAt,
        last_updated_timestamp: theirs.updatedAt,
        description: theirs.description ?? "",
        tags: theirs.tags.map(pair),
        aliases,
        ...(before?.deleted_version !== undefined && { deleted_version: before.deleted_version }),
      };
      return isSame(before, doc)
        ? []
        : [putModel(doc), audit.entry(by, { act: "import-model", model: name, after: factsOfModel(doc) })];
    },

    version(theirs: ForeignVersion, here: (location: string) => string | undefined): Op[] {
      const { name, version } = theirs;
      checkModelName(name);
      checkVersion(String(version));
      if (theirs.stage === deletedStage) return [];
      const before = versionDocs(store).get(versionKey(name, version));
      const doc: VersionDoc = {
        name,
        version,
        creation_timestamp: theirs.createdAt,
        last_updated_timestamp: theirs.updatedAt,
        ...(theirs.description !== undefined && { description: theirs.description }),
        ...(theirs.user !== undefined && { user_id: theirs.user }),
        current_stage: stages.find((stage) => stage === theirs.stage) ?? "None",
        source: here(theirs.source) ?? theirs.source,
        storage_location: here(theirs.storage ?? theirs.source) ?? theirs.storage ?? theirs.source,
        run_id: theirs.run ?? "",
        run_link: theirs.runLink ?? "",
        status: theirs.status,
        ...(theirs.statusMessage !== undefined && { status_message: theirs.statusMessage }),
        ...(theirs.model !== undefined && { model_id: theirs.model }),
        tags: theirs.tags.map(pair),
        // what was said of it here is not theirs to take away
        ...(before?.verdicts !== undefined && { verdicts: before.verdicts }),
      };
      if (isSame(before, doc)) return [];
      const entry = audit.entry(by, { act: "import-version", model: name, version, after: factsOfVersion(doc) });
      return [putVersion(doc), entry];
    },
  };
}

function pair([key, value]: ForeignPair): Pair {
  return { key, value };
}

/** Both were built field by field in the same order. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
