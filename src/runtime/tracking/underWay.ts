import type { Kernel } from "../kernel/kernel";
import type { Runs } from "./runs";

/** A run that has said nothing for a day is taken for dead; an epoch may well last for hours. */
const longestSilence = 24 * 3600_000;

/** Runs that something was written to since we are up, as long as they go on: their scripts will come back. */
export function watchRuns({ events, clock }: Kernel, runs: Pick<Runs, "find">): { any(): boolean } {
  const heard = new Map<string, number>();
  events.listen(({ kind, id }) => {
    if (kind === "run" || kind === "metrics") heard.set(id, clock.now());
  });
  return {
    any() {
      for (const [id, at] of heard) {
        const run = runs.find(id);
        if (run?.status === "RUNNING" && run.lifecycle === "active" && clock.now() - at < longestSilence) return true;
        heard.delete(id);
      }
      return false;
    },
  };
}
