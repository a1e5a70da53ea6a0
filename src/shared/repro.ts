import { invalid } from "./apiError";
import { boolean, integer, list, number, object, oneOf, optional, type Reader, string } from "./readers";

/** What a run over a pipeline tells while it goes on, one JSON line each: the command line, the runtime and the editor read the same. */

/** Where a stage stands. */
export const stageStates = [
  "waiting",
  "running",
  /** It did not have to run. */
  "unchanged",
  "done",
  /** Its outputs came from the cache of earlier runs. */
  "restored",
  "failed",
  /** It did not get its turn. */
  "skipped",
] as const;
export type StageState = (typeof stageStates)[number];

/** Why a stage has to run. `names` are paths, and of parameters `name` or `file:name`. */
export type Why =
  | { readonly kind: "never run" }
  | { readonly kind: "command" }
  | { readonly kind: "always" }
  | { readonly kind: "forced" }
  | { readonly kind: "deps" | "params" | "outs"; readonly names: readonly string[] };

export type ReproEvent = ReproBegin | ReproStage | ReproEnd;

/** The first line. */
export interface ReproBegin {
  readonly type: "begin";
  readonly id: string;
  /** Milliseconds since 1970, as all times here. */
  readonly at: number;
  readonly pid: number;
  /** Tells two processes with the same pid apart, where the system does. */
  readonly started?: string;
  /** Absolute folder of the project. */
  readonly root: string;
  /** In the order in which they would run one by one. */
  readonly stages: readonly string[];
}

export interface ReproStage {
  readonly type: "stage";
  readonly at: number;
  /** As it is addressed from the project's root. */
  readonly stage: string;
  readonly state: StageState;
  readonly why?: readonly Why[];
  /** Of the process group while it runs. */
  readonly pid?: number;
  readonly started?: string;
  /** Of its tracked run. */
  readonly run?: string;
  /** The file with what it says, absolute. */
  readonly log?: string;
  readonly seconds?: number;
  /** Why it failed, or because of which stage it was left out. */
  readonly message?: string;
  /** It failed because somebody stopped the run. */
  readonly isStopped?: boolean;
}

/** The last line; a run that was killed has none. */
export interface ReproEnd {
  readonly type: "end";
  readonly at: number;
  readonly outcome: "done" | "failed" | "stopped";
}

/** Of one that may be signalled: 0, 1 and what is below them stand for many at once. */
const pid: Reader<number> = (value, at) => {
  const read = integer(value, at);
  return read > 1 ? read : invalid(`${at}: no process of a stage has the number ${read}`);
};

const readWhy: Reader<Why> = (value, at) => {
  const { kind } = object({ kind: oneOf("never run", "command", "always", "forced", "deps", "params", "outs") })(
    value,
    at,
  );
  if (kind !== "deps" && kind !== "params" && kind !== "outs") return { kind };
  return { kind, ...object({ names: list(string) })(value, at) };
};

const maybe = <T>(reader: Reader<T>) => optional(reader) as Reader<T>;

const readBegin = object<Omit<ReproBegin, "type">>({
  id: string,
  at: number,
  pid,
  started: maybe(string),
  root: string,
  stages: list(string),
});

const readStage = object<Omit<ReproStage, "type">>({
  at: number,
  stage: string,
  state: oneOf(...stageStates),
  why: maybe(list(readWhy)),
  pid: maybe(pid),
  started: maybe(string),
  run: maybe(string),
  log: maybe(string),
  seconds: maybe(number),
  message: maybe(string),
  isStopped: maybe(boolean),
});

const readEnd = object<Omit<ReproEnd, "type">>({ at: number, outcome: oneOf("done", "failed", "stopped") });
const readType = object({ type: oneOf("begin", "stage", "end") });

/** A line of the file: it lies in the project's folder, where anybody may have put it. */
export const readReproEvent: Reader<ReproEvent> = (value, at) => {
  const { type } = readType(value, at);
  switch (type) {
    case "begin":
      return { type, ...readBegin(value, at) };
    case "stage":
      return { type, ...readStage(value, at) };
    case "end":
      return { type, ...readEnd(value, at) };
    default:
      return type satisfies never;
  }
};

/** In a few words: `params lr, src/train.py`. */
export function whyText(why: readonly Why[]): string {
  return why.map(textOf).join(", ");
}

function textOf(why: Why): string {
  switch (why.kind) {
    case "never run":
      return "never run";
    case "command":
      return "command";
    case "always":
      return "always runs";
    case "forced":
      return "forced";
    case "deps":
      return why.names.join(", ");
    case "params":
      return `params ${why.names.join(", ")}`;
    case "outs":
      return `output ${why.names.join(", ")}`;
    default:
      return why satisfies never;
  }
}
