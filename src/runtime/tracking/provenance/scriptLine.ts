import { open } from "node:fs/promises";

const largestScript = 2 * 1024 * 1024;
const first =
  /\b(start_run|autolog|set_experiment|log_(param|metric|artifact|model|input|dict|figure|text|table)s?|wandb\.init|neptune\.init_run)\s*\(/;

/** The line, counted from 1, where a script first speaks to the tracking: where its CodeLens belongs. */
export function findTrackingLine(source: string): number | undefined {
  const lines = source.split(/\r\n|\r|\n/);
  const at = lines.findIndex((line) => first.test(line) && !/^\s*(#|def |class |from |import )/.test(line));
  return at < 0 ? undefined : at + 1;
}

export async function readScriptLine(script: string): Promise<number | undefined> {
  if (!/\.py$/i.test(script)) return undefined;
  const file = await open(script, "r");
  try {
    const { size } = await file.stat();
    if (size > largestScript) return undefined;
    return findTrackingLine(await file.readFile("utf8"));
  } finally {
    await file.close();
  }
}
