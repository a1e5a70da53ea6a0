import type { Policy, Verdict, VersionFact } from "./modelDetail";
import type { ApprovalSummary, Stage } from "./models";

/** What may stand between a version and a stage. The runtime refuses by it, and a page says it before anybody asks. */
export type Hindrance =
  | { readonly kind: "policy"; readonly problem: string }
  | { readonly kind: "rejected"; readonly by: readonly string[] }
  | { readonly kind: "approvals"; readonly given: number; readonly needed: number }
  | { readonly kind: "fact"; readonly name: string };

interface Judged {
  readonly verdicts: readonly Verdict[];
  readonly facts: readonly VersionFact[];
}

export function findHindrances(policy: Policy, stage: Stage, { verdicts, facts }: Judged): Hindrance[] {
  if (policy.problem !== undefined && stage === "Production") return [{ kind: "policy", problem: policy.problem }];
  if (!isGuarded(policy, stage)) return [];
  const { given, rejectedBy } = countVerdicts(policy, verdicts);
  const needed = neededFor(policy, stage);
  return [
    ...(rejectedBy.length > 0 ? [{ kind: "rejected", by: rejectedBy } as const] : []),
    ...(given < needed ? [{ kind: "approvals", given, needed } as const] : []),
    ...facts.filter((fact) => fact.required && !fact.met).map(({ name }) => ({ kind: "fact", name }) as const),
  ];
}

/** A stage with approvals of its own; and Production, as soon as the policy asks for anything. */
export function isGuarded(policy: Policy, stage: Stage): boolean {
  return neededFor(policy, stage) > 0 || (stage === "Production" && policy.required.length > 0);
}

export function neededFor({ approvals }: Policy, stage: Stage): number {
  return approvals.find((each) => each.stage === stage)?.needed ?? 0;
}

/** Only the words of those count whom the policy names. */
export function countVerdicts({ approvers }: Policy, verdicts: readonly Verdict[]) {
  const heard = verdicts.filter(({ actor }) => approvers.length === 0 || approvers.includes(actor));
  return {
    given: heard.filter(({ verdict }) => verdict === "approved").length,
    rejectedBy: heard.filter(({ verdict }) => verdict === "rejected").map(({ actor }) => actor),
  };
}

/** `isAhead`: it may yet enter a stage that asks for approvals; of a version that was passed over nobody waits for a word. */
export function summarizeApproval(policy: Policy, verdicts: readonly Verdict[], isAhead: boolean): ApprovalSummary {
  const { given, rejectedBy } = countVerdicts(policy, verdicts);
  const needed = Math.max(0, ...policy.approvals.map((each) => each.needed));
  const isWaiting = isAhead && given < needed;
  const state = rejectedBy.length > 0 ? "rejected" : isWaiting ? "waiting" : given > 0 ? "approved" : "none";
  return { state, given, needed };
}
