import type { Gate } from "./readShared";

/** Says what does not hold of the data; nothing when all does. */
export type CheckSuite = (gate: Gate, paths: readonly string[]) => Promise<string | undefined>;

let checker: CheckSuite | undefined;

/** Whoever can check suites of expectations says so. */
export function registerSuiteChecker(check: CheckSuite): void {
  checker = check;
}

/** Why the gate stays closed; undefined when it is open. `paths` are what the node writes, absolute. */
export async function checkGate(gate: Gate, paths: readonly string[]): Promise<string | undefined> {
  if (checker) return checker(gate, paths);
  return `${gate.node} has a gate (${gate.suite}) in tidemark.yaml, and this version cannot check suites: take the gate out to go on without it`;
}
