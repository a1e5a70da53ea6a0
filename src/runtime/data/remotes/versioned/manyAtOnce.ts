/** Some at once; the first fault is thrown when all that had begun has ended. */
export async function manyAtOnce<T>(
  items: readonly T[],
  jobs: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed = false;
  const worker = async () => {
    while (next < items.length && !failed) {
      try {
        await work(items[next++] as T);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(jobs, items.length) }, worker));
  for (const each of ended) if (each.status === "rejected") throw each.reason;
}
