import type { ModelDetail, VersionDetail } from "../../shared/modelDetail";
import type { ModelSummary, VersionSummary } from "../../shared/models";
import type { Tracking } from "../tracking/tracking";
import type { Approvals } from "./approvals";
import type { Audit } from "./audit";
import type { Evidences } from "./evidence";
import type { Models } from "./models";
import type { Moves } from "./moves";
import type { PolicySource } from "./policy";
import { aliasesOf, isPrompt, type ModelDoc, type VersionDoc } from "./store";

interface Parts {
  readonly models: Models;
  readonly approvals: Approvals;
  readonly evidences: Evidences;
  readonly moves: Moves;
  readonly audit: Audit;
  readonly policy: PolicySource;
}

/** Versions whose files are looked into at once. */
const atOnce = 8;
const mostPeople = 5;

/** Models with their versions, as windows show them. */
export function createSummaries({ runs }: Tracking, { models, approvals, evidences, moves, audit, policy }: Parts) {
  const versionSummary = (doc: VersionDoc, model: ModelDoc, all: readonly VersionDoc[]): VersionSummary => {
    const run = runs.find(doc.run_id);
    return {
      version: doc.version,
      stage: doc.current_stage,
      aliases: aliasesOf(model, doc.version),
      status: doc.status,
      created: doc.creation_timestamp,
      updated: doc.last_updated_timestamp,
      source: doc.source,
      ...(doc.run_id !== "" && { run: doc.run_id }),
      ...(run !== undefined && { run_name: run.run_name }),
      ...(doc.model_id !== undefined && { model_id: doc.model_id }),
      ...(doc.description && { description: doc.description }),
      tags: doc.tags,
      approval: approvals.summary(doc, all),
    };
  };
  const versionDetail = async (doc: VersionDoc, model: ModelDoc, all: readonly VersionDoc[]) => {
    const { files, metrics, data, facts } = await evidences.of(model, doc);
    return {
      ...versionSummary(doc, model, all),
      metrics,
      ...(files !== undefined && files.size > 0 && { size: files.size }),
      ...(data !== undefined && { data }),
      flavors: files?.model?.flavors ?? [],
      verdicts: doc.verdicts ?? [],
      facts,
    } satisfies VersionDetail;
  };

  return {
    /** The name decides the order. */
    all(): ModelSummary[] {
      const versions = models.versionsByModel();
      return [...models.all()]
        .map((model) => {
          const own = versions.get(model.name) ?? [];
          return { ...modelSummary(model), versions: own.map((doc) => versionSummary(doc, model, own)).reverse() };
        })
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    },

    async of(name: string): Promise<ModelDetail> {
      const model = models.get(name);
      const all = models.versionsOf(model);
      const trail = audit.trail(name);
      const registeredBy = new Map(
        trail.filter(({ act }) => act === "create-version").map(({ version, actor }) => [version, actor]),
      );
      const versions: VersionDetail[] = [];
      for (let i = 0; i < all.length; i += atOnce)
        versions.push(...(await Promise.all(all.slice(i, i + atOnce).map((doc) => versionDetail(doc, model, all)))));
      const previous = moves.previousOf(model);
      return {
        ...modelSummary(model),
        policy: policy(),
        people: [...new Set(trail.map(({ actor }) => actor))].slice(0, mostPeople),
        ...(previous !== undefined && { previous }),
        versions: versions.reverse().map((version) => {
          const by = registeredBy.get(version.version);
          return by === undefined ? version : { ...version, registered_by: by };
        }),
      };
    },
  };
}

function modelSummary(model: ModelDoc) {
  return {
    name: model.name,
    kind: isPrompt(model) ? "prompt" : "model",
    created: model.creation_timestamp,
    updated: model.last_updated_timestamp,
    ...(model.description && { description: model.description }),
    tags: model.tags,
  } as const;
}
