import { readFileSync } from "node:fs";
import { UsageError } from "./args";

/** The first line of standard input, for a word of `-`. */
export function readInputLine(word: string): string {
  const line = readFileSync(0, "utf8").split("\n", 1)[0]?.trim();
  if (!line) throw new UsageError(`${word}: - stands for standard input, and there is nothing on it`);
  return line;
}
