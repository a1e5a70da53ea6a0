import { type PipelineTarget, readPipelineTarget } from "../../shared/views/pipeline";
import type { DvcProject, DvcProjects } from "./dvcProjects";

/** What a page, or the menu of one, says that its command is about. Undefined: nobody said. */
export function targetIn(
  args: readonly unknown[],
  projects: DvcProjects,
): { readonly project: DvcProject; readonly target: PipelineTarget } | undefined {
  const [first] = args;
  if (typeof first !== "object" || first === null || !("project" in first)) return undefined;
  // a line of the tree has its project as a thing, and not by its name
  if (typeof first.project !== "string") return undefined;
  const target = readPipelineTarget(first, "target");
  const project = projectNamed(args, target.project, projects);
  return project && { project, target };
}

/** Pages say their folder last, menus within. */
export function projectNamed(args: readonly unknown[], path: string, projects: DvcProjects): DvcProject | undefined {
  const [first] = args;
  const inMenu =
    typeof first === "object" && first !== null && "tidemarkFolder" in first ? first.tidemarkFolder : undefined;
  const folder = args.find((each) => typeof each === "string" && each.startsWith("file:")) ?? inMenu;
  return projects
    .all()
    .find((each) => each.path === path && (folder === undefined || each.runtime.folder.uri.toString() === folder));
}
