import { relative, resolve } from "node:path";
import { defineVerb } from "../verb";
import { stopOnSignals } from "./stopOnSignals";

export const expSave = defineVerb({
  usage: "[-n NAME] [-I PATH]… [-m TEXT] [-f]",
  about: `Keeps the workspace as it is, with its data, as an experiment; nothing is run. For results of a notebook or of a
script that was run by hand.

Example:
  tidemark exp save -n by-hand -I notebooks/try.ipynb`,
  options: {
    name: { kind: "text", short: "n", value: "NAME", help: "default: two words, as dvc's" },
    "include-untracked": {
      kind: "texts",
      short: "I",
      value: "PATH",
      help: "a file git does not know; may be repeated",
    },
    message: { kind: "text", short: "m", value: "TEXT", help: "of the commit" },
    force: { kind: "flag", short: "f", help: "replace an experiment of that name" },
  },
  async run({ workspace, options, out, json }) {
    const { openExperiments } = await import("../../runtime/pipeline/experiments/openExperiments");
    const { saveExperiment } = await import("../../runtime/pipeline/experiments/saveExperiment");
    const { StageFailure } = await import("../../runtime/pipeline/stageFailure");
    const room = openExperiments(workspace);
    const stopping = stopOnSignals();
    try {
      const { name, commit, ref, baseline } = await saveExperiment(room, {
        name: options.name,
        message: options.message,
        force: options.force,
        untracked: options["include-untracked"].map((path) =>
          relative(room.root, resolve(workspace, path)).replaceAll("\\", "/"),
        ),
        signal: stopping.signal,
        note: (line) => out.note(`tidemark: ${line}`),
      });
      if (json) out.document({ name, ref, commit, baseline });
      else out.print(`Saved as experiment: ${name} (${commit.slice(0, 7)})`);
      return 0;
    } catch (thrown) {
      if (!(thrown instanceof StageFailure)) throw thrown;
      out.note(`tidemark: nothing was saved: ${thrown.message}`);
      return 1;
    } finally {
      stopping.end();
    }
  },
});
