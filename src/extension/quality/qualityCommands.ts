import type { Commands, Parts } from "../commands/parts";
import { fairnessPage, qualityPage } from "../pages/kinds";
import { loadQuality } from "./loadQuality";

/** How good and how fair the answers in a table are: from the explorer, or the palette, which asks. */
export function qualityCommands({ runtimes, pages }: Parts): Commands {
  return {
    async showQuality(...args: unknown[]) {
      const found = await loadQuality().chooseQuality(runtimes, args);
      if (found) pages.show(qualityPage, found.runtime, found.params);
    },
    async showFairness(...args: unknown[]) {
      const found = await loadQuality().chooseFairness(runtimes, args);
      if (found) pages.show(fairnessPage, found.runtime, found.params);
    },
  };
}
