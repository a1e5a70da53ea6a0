import type { Commands, Parts } from "../commands/parts";
import { loadMonitoring } from "../monitoring/loadLater";
import { fairnessPage, qualityPage } from "../pages/kinds";

/** How good and how fair the answers in a table are: from the explorer, or the palette, which asks. */
export function qualityCommands({ runtimes, pages }: Parts): Commands {
  return {
    async showQuality(...args: unknown[]) {
      const found = await loadMonitoring().chooseQuality(runtimes, args);
      if (found) pages.show(qualityPage, found.runtime, found.params);
    },
    async showFairness(...args: unknown[]) {
      const found = await loadMonitoring().chooseFairness(runtimes, args);
      if (found) pages.show(fairnessPage, found.runtime, found.params);
    },
  };
}
