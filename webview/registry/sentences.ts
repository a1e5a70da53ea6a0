import { isKnownFact, splitNamed } from "../../src/shared/factNames";
import { findHindrances, isGuarded, neededFor } from "../../src/shared/gate";
import type { Policy, VersionDetail } from "../../src/shared/modelDetail";
import type { Stage } from "../../src/shared/models";
import { t } from "../kit/words";
import { stageWord } from "./versionTable";

/** The stage that a version would enter next, among those that the policy guards. */
export function nextStage(policy: Policy, { stage }: VersionDetail): Stage {
  const ahead: readonly Stage[] = stage === "None" ? ["Staging", "Production"] : ["Production"];
  return ahead.find((each) => isGuarded(policy, each)) ?? "Production";
}

/** What a stage asks for, and what of it is missing: the sentence that stands above the facts. */
export function verdictSentence(policy: Policy, version: VersionDetail): string {
  if (policy.problem !== undefined) return t("Production is shut: {0}", policy.problem);
  const stage = nextStage(policy, version);
  if (!isGuarded(policy, stage)) return t("No approval is asked for here.");
  const needed = neededFor(policy, stage);
  const facts = policy.required.length;
  const asks = [
    ...(needed > 0 ? [needed === 1 ? t("one approval") : t("{0} approvals", needed)] : []),
    ...(facts > 0 ? [facts === 1 ? t("one fact") : t("{0} facts", facts)] : []),
  ];
  const rule =
    asks.length === 2
      ? t("{0} needs {1} and {2}.", stageWord(stage), asks[0] ?? "", asks[1] ?? "")
      : t("{0} needs {1}.", stageWord(stage), asks[0] ?? "");
  if (version.stage === stage) return rule;
  const missing = findHindrances(policy, stage, version).map((hindrance) => {
    switch (hindrance.kind) {
      case "policy":
        return hindrance.problem;
      case "rejected":
        return t("{0} rejected it.", hindrance.by.join(", "));
      case "approvals": {
        const left = hindrance.needed - hindrance.given;
        return left === 1 ? t("One approval is missing.") : t("{0} approvals are missing.", left);
      }
      case "fact":
        return t("{0} is missing.", factWord(hindrance.name));
      default:
        return hindrance satisfies never;
    }
  });
  return missing.length === 0 ? `${rule} ${t("All of it is there.")}` : `${rule} ${missing.join(" ")}`;
}

export function factWord(name: string): string {
  if (!isKnownFact(name)) {
    const named = splitNamed(name);
    if (named?.kind === "metric") return t("Metric {0}", named.key);
    if (named?.kind === "tag") return t("Tag {0}", named.key);
    return t("File {0}", named?.key ?? name);
  }
  switch (name) {
    case "model card":
      return t("Model card");
    case "training data":
      return t("Training data");
    case "signature":
      return t("Signature");
    case "input example":
      return t("Input example");
    case "environment":
      return t("Environment");
    case "commit":
      return t("Commit");
    case "description":
      return t("Description");
    default:
      return name satisfies never;
  }
}
