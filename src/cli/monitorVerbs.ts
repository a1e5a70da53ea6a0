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
    name: "validate",
    group: "Monitoring",
    summary: "whether a table is as a suite of expectations says; a suite from a table",
    load: async () => (await import("./monitor/validate")).validate,
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
  {
    name: "robustness",
    group: "Monitoring",
    summary: "whether a model's answers hold when its data are a little different",
    load: async () => (await import("./monitor/robustness")).robustness,
  },
  {
    name: "profile",
    group: "Monitoring",
    summary: "what a table holds: types, gaps, quantiles, frequent values, correlations",
    load: async () => (await import("./monitor/profile")).profile,
  },
  {
    name: "monitor list",
    group: "Monitoring",
    summary: "the monitors of tidemark.yaml and what they last found",
    load: async () => (await import("./monitor/watch/list")).list,
  },
  {
    name: "monitor status",
    group: "Monitoring",
    summary: "what a monitor found in a window",
    load: async () => (await import("./monitor/watch/status")).status,
  },
  {
    name: "monitor check",
    group: "Monitoring",
    summary: "look now",
    load: async () => (await import("./monitor/watch/check")).check,
  },
  {
    name: "monitor history",
    group: "Monitoring",
    summary: "the past windows of a monitor",
    load: async () => (await import("./monitor/watch/history")).history,
  },
  {
    name: "monitor init",
    group: "Monitoring",
    summary: "write a monitor of a deployment or a table into tidemark.yaml",
    load: async () => (await import("./monitor/watch/init")).init,
  },
];
