import { verdictVerb } from "../registry/verdictVerb";

export const registryApprove = verdictVerb(
  "approve",
  `Approves a version under your own name; your last word on it counts. How many approvals a stage needs, and whose,
\`registry:\` in tidemark.yaml says:

  registry:
    approvals: {Production: 2}
    approvers: [mika, jun, ana]
    required: [model card, training data, signature, metric val_auc]

Example:
  tidemark registry approve customer-churn 5 --comment "checked segments and latency"`,
);
