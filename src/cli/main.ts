import { runCommandLine } from "./commandLine";
import { openDoor } from "./door";
import type { Output } from "./output";
import { verbs } from "./verbs";

export { openDoor } from "./door";

/** One command from its words to its exit code. */
export function main(argv: readonly string[], out: Output): Promise<number> {
  return runCommandLine({ verbs, openDoor }, argv, out);
}
