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

/** What was deleted for `age` milliseconds at `planned`; asked again with the same, what was deleted since then is in no list that anybody saw, and stays. */
export function deletedBefore(age: number, planned: number): { readonly older_than: string; readonly as_of: number } {
  return { older_than: String(age), as_of: planned };
}
