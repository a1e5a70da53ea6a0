import type { VerbEntry } from "./verbEntry";

/** A file of `data/` or `pipeline/` each. */
export const dataVerbs: readonly VerbEntry[] = [
  {
    name: "repro",
    group: "Pipelines",
    summary: "run the stages that changed",
    load: async () => (await import("./pipeline/repro")).repro,
  },
  {
    name: "dag",
    group: "Pipelines",
    summary: "stages and what they come from",
    load: async () => (await import("./pipeline/dag")).dag,
  },
  {
    name: "metrics show",
    group: "Pipelines",
    summary: "metrics of the pipelines",
    load: async () => (await import("./pipeline/metricsShow")).metricsShow,
  },
  {
    name: "metrics diff",
    group: "Pipelines",
    summary: "what metrics have become between two revisions",
    load: async () => (await import("./pipeline/metricsDiff")).metricsDiff,
  },
  {
    name: "params diff",
    group: "Pipelines",
    summary: "what parameters have become between two revisions",
    load: async () => (await import("./pipeline/paramsDiff")).paramsDiff,
  },
];
