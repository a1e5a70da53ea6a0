import type { Commands, Parts } from "../commands/parts";
import { explainPage } from "../pages/kinds";
import { loadExplain } from "./loadExplain";

/** What explains a model or one prediction: from the trees, the explorer, pages, or the palette, which asks. */
export function explainCommands({ runtimes, pages }: Parts): Commands {
  return {
    async explainModel(...args: unknown[]) {
      const found = await loadExplain().chooseExplanation(runtimes, args);
      if (found) pages.show(explainPage, found.runtime, found.params);
    },
    async explainPrediction(...args: unknown[]) {
      const found = await loadExplain().choosePrediction(runtimes, args);
      if (found) pages.show(explainPage, found.runtime, found.params);
    },
    openExplainedData: (...args: unknown[]) => loadExplain().openExplainedData(runtimes, args),
  };
}
