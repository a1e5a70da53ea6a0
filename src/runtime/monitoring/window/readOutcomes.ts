import { join } from "node:path";
import { readLines } from "../../kernel/lines";

/** What came of predictions by the id of their request: the last that was said of each. */
export async function readOutcomes(folder: string, metric: string): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  await readLines(join(folder, "feedback.jsonl"), (line) => {
    const { request, metric: name, value } = line as { request?: unknown; metric?: unknown; value?: unknown };
    if (name === metric && typeof request === "string" && typeof value === "number") found.set(request, value);
  });
  return found;
}
