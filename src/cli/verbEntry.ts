import type { Verb } from "./verb";

/** What `tidemark --help` knows of a verb without loading it. */
export interface VerbEntry {
  /** One word to three: `up`, `runs list`, `data remote add`. */
  readonly name: string;
  readonly summary: string;
  /** Heading in the help under which it stands. */
  readonly group: "Runtime" | "Runs" | "Models" | "Data" | "Pipelines" | "Monitoring";
  load(): Promise<Verb>;
}

/** The longest name that the words begin with, and how many of them it takes. */
export function findVerb(
  verbs: readonly VerbEntry[],
  words: readonly string[],
): { entry: VerbEntry; taken: number } | undefined {
  for (const taken of [3, 2, 1]) {
    if (words.length < taken) continue;
    const name = words.slice(0, taken).join(" ");
    const entry = verbs.find((each) => each.name === name);
    if (entry) return { entry, taken };
  }
  return undefined;
}
