import type { Commands, Parts } from "../commands/parts";
import { loadMonitoring } from "../monitoring/loadLater";
import { explainPage } from "../pages/kinds";

/** What explains a model or one prediction: from the trees, the explorer, pages, or the palette, which asks. */
export function explainCommands({ runtimes, pages }: Parts): Commands {
  return {
    async explainModel(...args: unknown[]) {
      const found = await loadMonitoring().chooseExplanation(runtimes, args);
      if (found) pages.show(explainPage, found.runtime, found.params);
    },
    async explainPrediction(...args: unknown[]) {
      const found = await loadMonitoring().choosePrediction(runtimes, args);
      if (found) pages.show(explainPage, found.runtime, found.params);
    },
  };
}
