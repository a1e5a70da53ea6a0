import { createInterface } from "node:readline/promises";
import type { Output } from "../output";

/** Only y and yes are yes; no answer is no. */
export async function askYes({ stderr }: Output, question: string): Promise<boolean> {
  const asking = createInterface({ input: process.stdin, output: stderr });
  const closed = new Promise<string>((resolve) => asking.once("close", () => resolve("")));
  try {
    const answer = await Promise.race([asking.question(`${question} [y/N] `), closed]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    asking.close();
  }
}
