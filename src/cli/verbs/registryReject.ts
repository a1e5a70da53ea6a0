import { verdictVerb } from "../registry/verdictVerb";

export const registryReject = verdictVerb(
  "reject",
  `Rejects a version under your own name. Where tidemark.yaml asks for approvals it stays out of that stage until you
approve it after all.

Example:
  tidemark registry reject customer-churn 4 --comment "p95 above 6 ms"`,
);
