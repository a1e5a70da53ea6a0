import { ApiError } from "../../shared/apiError";

/** What the runtime knows of itself and can do to itself, for its own routes. */
export interface Control {
  /** Undefined in a command that answers its own questions. */
  readonly url: string | undefined;
  readonly startedAt: number;
  /** The proof that we are who the lock names. */
  readonly nonce: string;
  /** Begins to end; everything under way is answered first. */
  stop(): void;
  readonly connections: number;
  readonly requests: number;
  /** Answers by the first digit of their status. */
  readonly answers: readonly number[];
  /** Milliseconds. */
  readonly longestPause: number;
  /** Counts and states that the rooms want shown in the status. */
  facts(): Readonly<Record<string, number | boolean | string | undefined>>;
}

/** For routes without a process of their own: tests, and commands. */
export function createStillControl(startedAt: number, facts: Control["facts"] = () => ({})): Control {
  return {
    url: undefined,
    startedAt,
    nonce: "",
    stop() {
      throw new ApiError("INVALID_STATE", "No runtime is up: there is nothing to stop");
    },
    connections: 0,
    requests: 0,
    answers: [],
    longestPause: 0,
    facts,
  };
}
