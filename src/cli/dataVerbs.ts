import type { VerbEntry } from "./verbEntry";

/** A file of `data/` or `pipeline/` each. */
export const dataVerbs: readonly VerbEntry[] = [
  {
    name: "data init",
    group: "Data",
    summary: "make a folder a project of DVC",
    load: async () => (await import("./data/init")).init,
  },
  {
    name: "data add",
    group: "Data",
    summary: "track files and folders",
    load: async () => (await import("./data/add")).add,
  },
  {
    name: "data status",
    group: "Data",
    summary: "what tracked data differ from their versions",
    load: async () => (await import("./data/status")).status,
  },
  {
    name: "data checkout",
    group: "Data",
    summary: "bring tracked data to their versions",
    load: async () => (await import("./data/checkout")).checkout,
  },
  {
    name: "data commit",
    group: "Data",
    summary: "take what lies there as the new version",
    load: async () => (await import("./data/commit")).commit,
  },
  {
    name: "data diff",
    group: "Data",
    summary: "tracked data between two commits, or a commit and the workspace",
    load: async () => (await import("./data/diff")).diff,
  },
  {
    name: "data unprotect",
    group: "Data",
    summary: "make links into the cache own, writable files",
    load: async () => (await import("./data/unprotect")).unprotect,
  },
  {
    name: "data remove",
    group: "Data",
    summary: "no longer track data or a stage",
    load: async () => (await import("./data/remove")).remove,
  },
  {
    name: "data move",
    group: "Data",
    summary: "rename tracked data",
    load: async () => (await import("./data/move")).move,
  },
  {
    name: "data gc",
    group: "Data",
    summary: "remove from the cache what is not used",
    load: async () => (await import("./data/gc")).gc,
  },
  {
    name: "repro",
    group: "Pipelines",
    summary: "run the stages that changed",
    load: async () => (await import("./pipeline/repro")).repro,
  },
  {
    name: "pipeline status",
    group: "Pipelines",
    summary: "which stages changed, and why",
    load: async () => (await import("./pipeline/pipelineStatus")).pipelineStatus,
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
  {
    name: "exp list",
    group: "Pipelines",
    summary: "experiments of dvc and of tidemark",
    load: async () => (await import("./pipeline/expList")).expList,
  },
  {
    name: "exp show",
    group: "Pipelines",
    summary: "experiments with metrics and parameters, as a table",
    load: async () => (await import("./pipeline/expShow")).expShow,
  },
  {
    name: "exp diff",
    group: "Pipelines",
    summary: "what metrics and parameters have become between two experiments",
    load: async () => (await import("./pipeline/expDiff")).expDiff,
  },
  {
    name: "exp apply",
    group: "Pipelines",
    summary: "bring an experiment into the workspace",
    load: async () => (await import("./pipeline/expApply")).expApply,
  },
  {
    name: "exp branch",
    group: "Pipelines",
    summary: "make a branch of an experiment",
    load: async () => (await import("./pipeline/expBranch")).expBranch,
  },
  {
    name: "exp remove",
    group: "Pipelines",
    summary: "remove experiments",
    load: async () => (await import("./pipeline/expRemove")).expRemove,
  },
  {
    name: "exp rename",
    group: "Pipelines",
    summary: "give an experiment another name",
    load: async () => (await import("./pipeline/expRename")).expRename,
  },
  {
    name: "exp queue",
    group: "Pipelines",
    summary: "runs that wait, run or have failed",
    load: async () => (await import("./pipeline/expQueue")).expQueue,
  },
];
