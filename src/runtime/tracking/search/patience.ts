import { invalid } from "../../../shared/apiError";

/** Milliseconds that a filter may hold everybody else up. */
const longest = 1000;

/** Says no once a search has taken too long; to be called now and then by what loops. */
export function createPatience(): () => void {
  const end = performance.now() + longest;
  return () => {
    if (performance.now() > end)
      invalid("filter: this search takes too long; use fewer clauses, simpler patterns, or = in place of LIKE");
  };
}
