import type { Verb } from "./verb";

/** What `tidemark --help` knows of a verb without loading it. */
export interface VerbEntry {
  /** One word or two: `up`, `runs list`. */
  readonly name: string;
  readonly summary: string;
  /** Heading in the help under which it stands. */
  readonly group: "Runtime" | "Runs" | "Models" | "Data";
  load(): Promise<Verb>;
}

export const verbs: readonly VerbEntry[] = [
  {
    name: "up",
    group: "Runtime",
    summary: "run the runtime of this workspace in the foreground",
    load: async () => (await import("./verbs/up")).up,
  },
  {
    name: "status",
    group: "Runtime",
    summary: "is a runtime up, where, and how is it doing",
    load: async () => (await import("./verbs/status")).status,
  },
  {
    name: "stop",
    group: "Runtime",
    summary: "stop the runtime; everything acknowledged is on disk",
    load: async () => (await import("./verbs/stop")).stop,
  },
  {
    name: "env",
    group: "Runtime",
    summary: "the variables with which scripts find the runtime",
    load: async () => (await import("./verbs/env")).env,
  },
  {
    name: "doctor",
    group: "Runtime",
    summary: "look at what Tidemark stands on here, and what to do about it",
    load: async () => (await import("./verbs/doctor")).doctor,
  },
  {
    name: "gc",
    group: "Runtime",
    summary: "take deleted runs away for good and give the space back",
    load: async () => (await import("./verbs/gc")).gc,
  },
  {
    name: "completion",
    group: "Runtime",
    summary: "completion of commands for your shell",
    load: async () => (await import("./verbs/completion")).completion,
  },
  {
    name: "run",
    group: "Runs",
    summary: "start a command so that what it logs is caught",
    load: async () => (await import("./verbs/run")).run,
  },
  {
    name: "demo",
    group: "Runs",
    summary: "write invented runs, live, to look at",
    load: async () => (await import("./verbs/demo")).demo,
  },
  {
    name: "experiments list",
    group: "Runs",
    summary: "the experiments and how many runs they have",
    load: async () => (await import("./verbs/experimentsList")).experimentsList,
  },
  {
    name: "runs list",
    group: "Runs",
    summary: "runs as a table: filtered, ordered, with chosen columns",
    load: async () => (await import("./verbs/runsList")).runsList,
  },
  {
    name: "runs show",
    group: "Runs",
    summary: "one run: params, metrics, tags, artifacts",
    load: async () => (await import("./verbs/runsShow")).runsShow,
  },
  {
    name: "runs compare",
    group: "Runs",
    summary: "what differs between runs",
    load: async () => (await import("./verbs/runsCompare")).runsCompare,
  },
  {
    name: "lineage",
    group: "Runs",
    summary: "what a run or a model version came from, and what came of it",
    load: async () => (await import("./verbs/lineage")).lineage,
  },
  {
    name: "runs delete",
    group: "Runs",
    summary: "put runs out of sight; they can be restored",
    load: async () => (await import("./verbs/runsDelete")).runsDelete,
  },
  {
    name: "runs restore",
    group: "Runs",
    summary: "bring deleted runs back",
    load: async () => (await import("./verbs/runsRestore")).runsRestore,
  },
  {
    name: "import mlflow",
    group: "Runs",
    summary: "take in an mlruns folder, a mlflow.db or a server",
    load: async () => (await import("./verbs/importMlflow")).importMlflow,
  },
  {
    name: "export runs",
    group: "Runs",
    summary: "runs or all their points as JSON lines, CSV or parquet",
    load: async () => (await import("./verbs/exportRuns")).exportRuns,
  },
  {
    name: "sql",
    group: "Runs",
    summary: "ask the store in SQL, read-only",
    load: async () => (await import("./verbs/sql")).sql,
  },
  {
    name: "serve",
    group: "Models",
    summary: "answer requests with a model's predictions",
    load: async () => (await import("./verbs/serve")).serve,
  },
  {
    name: "deploy apply",
    group: "Models",
    summary: "bring up or change a deployment as a file says",
    load: async () => (await import("./verbs/deployApply")).deployApply,
  },
  {
    name: "deploy status",
    group: "Models",
    summary: "deployments: phase, weights, traffic",
    load: async () => (await import("./verbs/deployStatus")).deployStatus,
  },
  {
    name: "deploy history",
    group: "Models",
    summary: "who changed what of a deployment, when and why",
    load: async () => (await import("./verbs/deployHistory")).deployHistory,
  },
  {
    name: "deploy promote",
    group: "Models",
    summary: "go on to the next step of a rollout",
    load: async () => (await import("./verbs/deployPromote")).deployPromote,
  },
  {
    name: "deploy pause",
    group: "Models",
    summary: "keep a canary at its step until somebody promotes",
    load: async () => (await import("./verbs/deployPause")).deployPause,
  },
  {
    name: "deploy rollback",
    group: "Models",
    summary: "give all traffic back, at once",
    load: async () => (await import("./verbs/deployRollback")).deployRollback,
  },
  {
    name: "deploy delete",
    group: "Models",
    summary: "end a deployment",
    load: async () => (await import("./verbs/deployDelete")).deployDelete,
  },
  {
    name: "ab report",
    group: "Models",
    summary: "what the outcomes say of two variants",
    load: async () => (await import("./verbs/abReport")).abReport,
  },
  {
    name: "predict",
    group: "Models",
    summary: "predict every row of a file",
    load: async () => (await import("./verbs/predict")).predict,
  },
  {
    name: "convert",
    group: "Models",
    summary: "make ONNX of a pickled or framework model",
    load: async () => (await import("./verbs/convert")).convert,
  },
  {
    name: "registry list",
    group: "Models",
    summary: "the registered models",
    load: async () => (await import("./verbs/registryList")).registryList,
  },
  {
    name: "registry show",
    group: "Models",
    summary: "one model and its versions",
    load: async () => (await import("./verbs/registryShow")).registryShow,
  },
  {
    name: "registry alias",
    group: "Models",
    summary: "an alias to a version, or away",
    load: async () => (await import("./verbs/registryAlias")).registryAlias,
  },
  {
    name: "registry promote",
    group: "Models",
    summary: "a version into a stage, past the gates of tidemark.yaml",
    load: async () => (await import("./verbs/registryPromote")).registryPromote,
  },
  {
    name: "registry rollback",
    group: "Models",
    summary: "the previous version back to Production",
    load: async () => (await import("./verbs/registryRollback")).registryRollback,
  },
  {
    name: "registry approve",
    group: "Models",
    summary: "say yes to a version",
    load: async () => (await import("./verbs/registryApprove")).registryApprove,
  },
  {
    name: "registry reject",
    group: "Models",
    summary: "say no to a version",
    load: async () => (await import("./verbs/registryReject")).registryReject,
  },
  {
    name: "registry audit",
    group: "Models",
    summary: "who changed what in the registry",
    load: async () => (await import("./verbs/registryAudit")).registryAudit,
  },
];

/** The longest name that the words begin with, and the words that are left. */
export function findVerb(words: readonly string[]): { entry: VerbEntry; taken: number } | undefined {
  for (const taken of [2, 1]) {
    if (words.length < taken) continue;
    const name = words.slice(0, taken).join(" ");
    const entry = verbs.find((each) => each.name === name);
    if (entry) return { entry, taken };
  }
  return undefined;
}
