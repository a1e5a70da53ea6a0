import { ApiError } from "../../shared/apiError";
import { countVerdicts, summarizeApproval } from "../../shared/gate";
import type { Verdict } from "../../shared/modelDetail";
import type { ApprovalSummary } from "../../shared/models";
import type { Kernel } from "../kernel/kernel";
import { findApprover } from "./approver";
import type { Actor, Audit } from "./audit";
import { checkComment } from "./checks";
import { holdModel, type Models } from "./models";
import type { PolicySource } from "./policy";
import { putVersion, type VersionDoc, versionKey } from "./store";
import type { VersionName, Versions } from "./versions";

export type Approvals = ReturnType<typeof createApprovals>;

export interface Said {
  readonly verdict: Verdict["verdict"];
  readonly comment: string;
}

interface Parts {
  readonly models: Models;
  readonly versions: Versions;
  readonly audit: Audit;
  readonly policy: PolicySource;
}

/** What people say of versions. Of each person the last word counts. */
export function createApprovals({ store, events, clock, places }: Kernel, { models, versions, audit, policy }: Parts) {
  const summary = (doc: VersionDoc, all: readonly VersionDoc[]): ApprovalSummary =>
    summarizeApproval(policy(), doc.verdicts ?? [], isAhead(doc, all));

  return {
    summary,

    async say({ name, version }: VersionName, { verdict, comment }: Said, asker: Actor): Promise<ApprovalSummary> {
      checkComment(comment);
      const { approvers } = policy();
      const by = await findApprover(asker, approvers, places.workspace);
      if (by === undefined)
        throw new ApiError(
          "PERMISSION_DENIED",
          `${asker.name} is not among the approvers in tidemark.yaml: ${approvers.join(", ")}`,
        );
      const said: Verdict = { actor: by.name, verdict, ...(comment !== "" && { comment }), at: clock.now() };
      return store.exclusive([holdModel(name)], async () => {
        const before = versions.get(name, version);
        const verdicts = [...(before.verdicts ?? []).filter(({ actor }) => actor !== by.name), said];
        const doc: VersionDoc = { ...before, verdicts };
        const { given } = countVerdicts(policy(), verdicts);
        const entry = audit.entry(by, {
          act: verdict === "approved" ? "approve-version" : "reject-version",
          model: name,
          version,
          after: { approvals: given, ...(comment !== "" && { comment }) },
        });
        await store.commit([putVersion(doc), entry]);
        events.emit({ kind: "model-version", id: versionKey(name, version), model: name });
        return summary(doc, models.versionsOf(models.get(name)));
      });
    },
  };
}

/** Newer than what is in Production, and not put away. */
function isAhead({ version, current_stage }: VersionDoc, all: readonly VersionDoc[]): boolean {
  if (current_stage === "Production" || current_stage === "Archived") return false;
  return all.every((each) => each.current_stage !== "Production" || each.version < version);
}
