import { checkSuite } from "../runtime/monitoring/validation/suiteChecker";
import { registerSuiteChecker } from "../runtime/pipeline/schedule/gates";
import { runCommandLine } from "./commandLine";
import { dataVerbs } from "./dataVerbs";
import type { Output } from "./output";
import type { Verb } from "./verb";

/** Commands on DVC's files: in a bundle of their own, since they shall answer before the whole runtime were read. */
export function main(argv: readonly string[], out: Output): Promise<number> {
  registerSuiteChecker(checkSuite);
  const openDoor = async (workspace: string) => (await import("./main")).openDoor(workspace);
  return runCommandLine({ verbs: dataVerbs, openDoor }, argv, out);
}

export async function loadVerb(name: string): Promise<Verb> {
  const entry = dataVerbs.find((each) => each.name === name);
  if (!entry) throw new Error(`${name}: no such command on data`);
  return entry.load();
}
