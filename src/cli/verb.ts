import type { Options, Values } from "./args";
import type { Door } from "./door";
import type { Output } from "./output";

/** One thing the command line can do. A file under `verbs/` each, loaded when it is asked for. */
export interface Verb<O extends Options = Options> {
  /** After the name: `[--host ADDRESS] NAME`. */
  readonly usage: string;
  /** What `--help` teaches below the usage: a paragraph and examples. */
  readonly about: string;
  readonly options: O;
  /** Other spellings of options behind the verb's name: one that every command has may mean another thing here. */
  readonly spelled?: Readonly<Record<string, string>>;
  /** How many words it takes; default none. */
  readonly words?: { readonly least: number; readonly most: number };
  /** Takes what follows `--`. */
  readonly takesRest?: boolean;
  /** The exit code: 0 (or nothing) done, 1 a check said no. Bad input is thrown, as UsageError or ApiError: 2. */
  run(call: Call<O>): Promise<number | undefined>;
}

export interface Call<O extends Options = Options> {
  /** Absolute. */
  readonly workspace: string;
  /** One JSON document on stdout and nothing else. */
  readonly json: boolean;
  /** dvc's -q: the exit code says it all. */
  readonly quiet?: boolean;
  readonly options: Values<O>;
  readonly words: readonly string[];
  readonly rest: readonly string[];
  readonly out: Output;
  /** The workspace's routes: over HTTP when a runtime is up, else in this process. Closed for you at the end. */
  door(): Promise<Door>;
}

/** Gives the options of a verb their types. */
export function defineVerb<const O extends Options>(verb: Verb<O>): Verb<O> {
  return verb;
}
