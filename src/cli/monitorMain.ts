import { runCommandLine } from "./commandLine";
import { monitorVerbs } from "./monitorVerbs";
import type { Output } from "./output";
import type { Verb } from "./verb";

/** Commands that look at tables and models: in a bundle of their own, since they shall answer before the whole runtime were read. */
export function main(argv: readonly string[], out: Output): Promise<number> {
  const openDoor = async (workspace: string) => (await import("./main")).openDoor(workspace);
  return runCommandLine({ verbs: monitorVerbs, openDoor }, argv, out);
}

export async function loadVerb(name: string): Promise<Verb> {
  const entry = monitorVerbs.find((each) => each.name === name);
  if (!entry) throw new Error(`${name}: no such command of monitoring`);
  return entry.load();
}
