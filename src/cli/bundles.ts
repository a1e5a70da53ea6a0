const ofOneWord = ["repro", "dag", "drift", "validate", "explain", "quality", "fairness", "robustness", "profile"];
const onData = ["data", "metrics", "params", "plots", "exp", "pipeline", "repro", "dag"];
const onModels = ["drift", "validate", "explain", "quality", "fairness", "robustness", "profile", "monitor"];

/** The bundle whose commands begin with this word. */
export function bundleOf(word = ""): "commands" | "dataCommands" | "monitorCommands" {
  if (onData.includes(word)) return "dataCommands";
  return onModels.includes(word) ? "monitorCommands" : "commands";
}

/** What the command line begins with that is the command's name, as far as it tells which code will run. */
export function commandName([first = "", second = ""]: readonly string[]): string {
  const hasSecond = bundleOf(first) !== "commands" && !ofOneWord.includes(first) && /^[a-z][a-z-]*$/.test(second);
  return hasSecond ? `${first}-${second}` : first.replace(/[^a-z-]/g, "");
}
