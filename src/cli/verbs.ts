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
