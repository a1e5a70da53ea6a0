import type { VerbEntry } from "./verbEntry";

/** A file of `monitor/` each: what is said of data and models from the outside. */
export const monitorVerbs: readonly VerbEntry[] = [
  {
    name: "drift",
    group: "Monitoring",
    summary: "whether the columns of a table have moved against a reference",
    load: async () => (await import("./monitor/drift")).drift,
  },
  {
    name: "explain",
    summary: "what each feature adds to each prediction: SHAP values of any model",
    group: "Monitoring",
    load: async () => (await import("./monitor/explain")).explain,
  },
  {
    name: "quality",
    group: "Monitoring",
    summary: "how good a model's answers are, and limits for it",
    load: async () => (await import("./monitor/quality")).quality,
  },
  {
    name: "fairness",
    group: "Monitoring",
    summary: "how alike a model treats groups of people, and limits for it",
    load: async () => (await import("./monitor/fairness")).fairness,
  },
];
