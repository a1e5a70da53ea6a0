import { integer, list, object, optional, string } from "./readers";

interface Named {
  readonly id: string;
  readonly name: string;
}

/** POST /api/tidemark/v1/gc: what went for good, or with `dry_run` what would. */
export interface Collected {
  readonly runs: readonly Named[];
  readonly experiments: readonly Named[];
  readonly logged_models: readonly string[];
  /** Deleted runs that stay because something else still needs their files, such as a registered version. */
  readonly held: readonly string[];
  /** Given back by artifacts and by the store. */
  readonly bytes: number;
}

const ids = optional(list(string), []);
const named = optional(list(object<Named>({ id: string, name: optional(string, "") })), []);

export const readCollected = object<Collected>({
  runs: named,
  experiments: named,
  logged_models: ids,
  held: ids,
  bytes: optional(integer, 0),
});

/** Milliseconds, for `older_than`: what was deleted after the plan was made at `planned` was in no list that anybody saw, and stays. */
export function ageSincePlan(age: number, planned: number, now: number): string {
  return String(age + Math.max(0, now - planned));
}
