import { initProject } from "../../runtime/data/project/initProject";
import { defineVerb } from "../verb";

export const init = defineVerb({
  usage: "[--subdir] [--no-scm] [--force]",
  about: `Makes the folder a project of DVC: .dvc with its settings, and .dvcignore. Git takes both up.

Examples:
  tidemark data init
  tidemark data init --subdir     one of several projects in a git repository
  tidemark data init --no-scm     without git`,
  options: {
    subdir: { kind: "flag", help: "below the root of a git repository" },
    "no-scm": { kind: "flag", help: "without git" },
    force: { kind: "flag", short: "f", help: "start over: deletes .dvc, its cache too" },
  },
  async run({ workspace, options, out, json }) {
    await initProject(workspace, { subdir: options.subdir, noScm: options["no-scm"], force: options.force });
    if (json) out.document({ root: workspace });
    else out.print(`${workspace} is a project of DVC now; git commit keeps its settings`);
    return 0;
  },
});
