const families = ["data", "repro", "dag", "metrics", "params", "plots", "exp", "pipeline"];

/** The first word of a command on DVC's files. */
export function isDataFamily(word: string | undefined): boolean {
  return word !== undefined && families.includes(word);
}
