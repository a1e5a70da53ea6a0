import type { VerbEntry } from "./verbEntry";

/** A file of `data/` or `pipeline/` each. */
export const dataVerbs: readonly VerbEntry[] = [];
