import { ApiError } from "../../shared/apiError";
import { countVerdicts, findHindrances, type Hindrance, isGuarded } from "../../shared/gate";
import type { Stage } from "../../shared/models";
import type { Evidences } from "./evidence";
import type { PolicySource } from "./policy";
import type { ModelDoc, VersionDoc } from "./store";

export type Gate = ReturnType<typeof createGate>;

/** Whether the policy lets a version into a stage. */
export function createGate(policy: PolicySource, evidences: Evidences) {
  const hindrances = async (model: ModelDoc, version: VersionDoc, stage: Stage): Promise<string[]> => {
    const rules = policy();
    if (rules.problem === undefined && !isGuarded(rules, stage)) return []; // nothing is read for nothing
    const { facts } = await evidences.of(model, version);
    return findHindrances(rules, stage, { verdicts: version.verdicts ?? [], facts }).map(inWords);
  };
  return {
    hindrances,

    isRejected: ({ verdicts }: VersionDoc): boolean => countVerdicts(policy(), verdicts ?? []).rejectedBy.length > 0,

    /** Refuses in one line to have a version answer requests, where the policy asks for approved ones. */
    async checkServing(model: ModelDoc, version: VersionDoc): Promise<void> {
      const rules = policy();
      if (rules.serve === "any" && rules.problem === undefined) return;
      const missing = await hindrances(model, version, "Production");
      const { given } = countVerdicts(rules, version.verdicts ?? []);
      if (given === 0 && missing.length === 0)
        missing.push(`nobody has approved it; \`tidemark registry approve ${model.name} ${version.version}\` does`);
      if (missing.length > 0)
        throw new ApiError(
          "PERMISSION_DENIED",
          `${model.name} version ${version.version} may not be served yet: ${missing.join("; ")}`,
        );
    },

    /** Refuses in one line that says all that is missing. */
    async check(model: ModelDoc, version: VersionDoc, stage: Stage): Promise<void> {
      const missing = await hindrances(model, version, stage);
      if (missing.length > 0)
        throw new ApiError(
          "PERMISSION_DENIED",
          `${model.name} version ${version.version} cannot enter ${stage} yet: ${missing.join("; ")}`,
        );
    },
  };
}

function inWords(hindrance: Hindrance): string {
  switch (hindrance.kind) {
    case "policy":
      return hindrance.problem;
    case "rejected":
      return `rejected by ${hindrance.by.join(", ")}`;
    case "approvals":
      return `${hindrance.given} of ${hindrance.needed} approvals`;
    case "fact":
      return `no ${hindrance.name}`;
    default:
      return hindrance satisfies never;
  }
}
