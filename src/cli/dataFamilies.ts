const ofOneWord = ["repro", "dag"];
const families = ["data", "metrics", "params", "plots", "exp", "pipeline", ...ofOneWord];

/** The first word of a command on DVC's files. */
export function isDataFamily(word: string | undefined): boolean {
  return word !== undefined && families.includes(word);
}

/** What the command line begins with that is the command's name, as far as it tells which code will run. */
export function commandName([first = "", second = ""]: readonly string[]): string {
  const hasSecond = isDataFamily(first) && !ofOneWord.includes(first) && /^[a-z][a-z-]*$/.test(second);
  return hasSecond ? `${first}-${second}` : first.replace(/[^a-z-]/g, "");
}
