/**
 * Runs `act` one at a time. Asked for while it is under way, it is run once more afterwards, so that the last answer is to the
 * last question; the promise ends when nothing is left to do. Of what fails only the last is told.
 */
export function oneAtATime(act: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let isWanted = false;

  async function run(): Promise<void> {
    try {
      while (isWanted) {
        isWanted = false;
        await act().catch((error: unknown) => {
          if (!isWanted) throw error;
        });
      }
    } finally {
      running = undefined;
    }
  }

  return () => {
    isWanted = true;
    running ??= run();
    return running;
  };
}
