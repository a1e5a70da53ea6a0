import type { VerbEntry } from "./verbEntry";

/** A file of `monitor/` each: what is said of data and models from the outside. */
export const monitorVerbs: readonly VerbEntry[] = [];
