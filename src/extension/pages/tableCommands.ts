import { list, object, optional, string } from "../../shared/readers";
import type { Commands, Parts } from "../commands/parts";
import { runsIn } from "../commands/runArguments";
import { runTablePage } from "./kinds";

const readContext = object<{ tidemarkExperiments: string[] }>({ tidemarkExperiments: optional(list(string), []) });

/** What the run table's own menu does beside what every menu of runs does. */
export function tableCommands({ pages, runtimes, runs }: Parts): Commands {
  return {
    /** The run on top of the table that others are measured against, and the view's baseline as well. */
    async pinBaseline(...args: unknown[]) {
      const chosen = runsIn(args, runtimes);
      const [baseline] = chosen?.ids ?? [];
      if (chosen === undefined || baseline === undefined) return;
      const { tidemarkExperiments: experiments } = readContext(args[0], "context");
      await runs.state.setBaseline(chosen.runtime, baseline);
      pages.show(runTablePage, chosen.runtime, { experiments, baseline });
    },
  };
}
