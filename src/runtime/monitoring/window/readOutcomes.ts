import { join } from "node:path";
import { readLines } from "../../kernel/lines";

/**
 * What came of these requests, by their ids: the last that was said of each. The file has those of all time, and grows;
 * others are passed over.
 */
export async function readOutcomes(
  folder: string,
  metric: string,
  requests: readonly string[],
): Promise<Map<string, number>> {
  const wanted = new Set(requests);
  const found = new Map<string, number>();
  await readLines(join(folder, "feedback.jsonl"), (line) => {
    const { request, metric: name, value } = (line ?? {}) as { request?: unknown; metric?: unknown; value?: unknown };
    if (name !== metric || typeof request !== "string" || typeof value !== "number") return;
    if (wanted.has(request)) found.set(request, value);
  });
  return found;
}
