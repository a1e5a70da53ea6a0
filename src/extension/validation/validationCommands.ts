import type { Commands, Parts } from "../commands/parts";
import { loadMonitoring } from "../monitoring/loadLater";
import { validationPage } from "../pages/kinds";

/** Whether a table is as a suite says: from the explorer, or the palette, which asks. */
export function validationCommands({ runtimes, pages }: Parts): Commands {
  return {
    async validateData(...args: unknown[]) {
      const found = await loadMonitoring().chooseValidation(runtimes, args);
      if (found) pages.show(validationPage, found.runtime, found.params);
    },
  };
}
