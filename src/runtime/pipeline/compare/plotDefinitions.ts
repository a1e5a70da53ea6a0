import { isMap } from "../../../core/dvc/mapKeys";
import { folderOf, joinPath, relativePath } from "../../../core/dvc/pipeline/paths";
import type { TopPlot } from "../../../core/dvc/pipeline/resolved";
import type { Value, ValueMap } from "../../../core/dvc/values";
import { type ProjectAt, throwFault } from "../revisions/projectAt";

/** Plots of a state by the file that names them ("" for outputs and targets), then by path or name. Paths are from `folder`. */
export type Definitions = Map<string, Map<string, ValueMap>>;

export interface DefinitionsAsked {
  /** Where the words were typed, from the project's root. */
  readonly folder: string;
  /** Paths, names of plots, or patterns of them. */
  readonly targets: readonly string[];
  /** Of the command line: before all others. */
  readonly props: ValueMap;
}

export async function plotDefinitions(project: ProjectAt, asked: DefinitionsAsked): Promise<Definitions> {
  const { folder, targets, props } = asked;
  const pipelines = await project.pipelines();
  throwFault(pipelines.flatMap(({ faults }) => faults));
  const shown = (path: string) => relativePath(folder, path);
  const found: Definitions = new Map();
  const add = (file: string, id: string, own: ValueMap) => {
    const plots = found.get(file) ?? new Map<string, ValueMap>();
    found.set(file, plots);
    plots.set(id, merged(plots.get(id), { ...own, ...props }));
  };
  const filesOf = async (path: string) => ((await project.isFolder(path)) ? project.below(path) : [path]);

  for (const { file, plots } of pipelines) {
    if (plots.length === 0) continue;
    if (!found.has(shown(file))) found.set(shown(file), new Map());
    const own = new Map(plots.map((plot) => [plot.id, plot]));
    const paths = [...own.keys()].map((id) => joinPath(folderOf(file), id));
    for (const plot of own.values()) {
      if (!matches(targets, shown(file), plot.id)) continue;
      if (isMap(plot.props.y)) add(shown(file), plot.id, placedAxes(plot, file, shown));
      else {
        const path = joinPath(folderOf(file), plot.id);
        for (const each of await filesOf(path))
          if (each === path || closest(each, paths) === path) add(shown(file), shown(each), plot.props);
      }
    }
  }
  for (const stage of pipelines.flatMap(({ stages }) => stages))
    for (const out of stage.outs) {
      if (out.kind !== "plot" || out.target.kind !== "local") continue;
      if (!matches(targets, shown(stage.file), shown(out.target.path))) continue;
      for (const each of await filesOf(out.target.path)) add("", shown(each), out.plot ?? {});
    }
  for (const target of targets) {
    const path = joinPath(folder, target);
    const isThere = (await project.exists(path)) || (await project.isFolder(path));
    if (found.size === 0 || isThere) for (const each of await filesOf(path)) add("", shown(each), {});
  }
  return found;
}

function merged(earlier: ValueMap | undefined, later: ValueMap): ValueMap {
  return { ...earlier, ...later };
}

/** dvc takes targets as patterns for the beginning of a name. */
function matches(targets: readonly string[], file: string, id: string): boolean {
  if (targets.length === 0) return true;
  const full = file === "" ? id : `${file}::${id}`;
  return targets.some((target) => startsLike(id, target) || startsLike(full, target));
}

function startsLike(text: string, pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})`).test(text);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return text.startsWith(pattern); // no pattern, so a name
    throw thrown;
  }
}

/** Files at the axes, from where the words were typed. */
function placedAxes({ props }: TopPlot, file: string, shown: (path: string) => string): ValueMap {
  const placed: Record<string, Value> = { ...props };
  for (const axis of ["x", "y"]) {
    const named = props[axis];
    if (!isMap(named ?? null)) continue;
    placed[axis] = Object.fromEntries(
      Object.entries(named as ValueMap).map(([path, fields]) => [shown(joinPath(folderOf(file), path)), fields]),
    );
  }
  return placed;
}

/** The folder among the paths that a file lies deepest in. */
function closest(file: string, paths: readonly string[]): string | undefined {
  const above = paths.filter((path) => file === path || file.startsWith(`${path}/`) || path === "");
  return above.sort((a, b) => b.length - a.length)[0];
}
