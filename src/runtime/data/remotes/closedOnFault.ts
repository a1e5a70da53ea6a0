/** What was opened for work that fails does not stay open. */
export async function closedOnFault<T>(opened: { close(): unknown }, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    await opened.close();
    throw thrown;
  }
}
